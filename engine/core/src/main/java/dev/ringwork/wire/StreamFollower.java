package dev.ringwork.wire;

import java.io.InvalidObjectException;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamConstants;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows {@link java.io.ObjectInputStream} through a Java stream, by the type codes that it takes: which object is read, what it holds so
 * far, which object a reference is to. None of that can be asked of it, and a set or a map hashes a key as soon as it was read.
 *
 * <p>So each key is counted before it is hashed: how many values its hash meets, shared ones each time, as far as they are in collections
 * of the JDK and in records; what the {@code hashCode} of other classes does is their own. A collection that is not complete yet can't be
 * counted, since it may be referred to by what it will hold; what refers to one is no key, and nothing that holds such is.
 *
 * <p><b>Assumptions.</b> Type codes, and in the description of a class its flags and the types of its fields, are taken byte by byte;
 * all else is taken in arrays. That is how the JDK reads, but nowhere promised. So each description of a class and each reference is
 * compared with the depth of which the filter is told: what is read in another order is refused, never miscounted.
 *
 * <p>Source: Java Object Serialization Specification, chapter 6, for codes and the order in which handles are given.
 */
final class StreamFollower {
    private static final int HANDLE_BYTES = Integer.BYTES;
    private static final int NO_DEPTH = -1;

    /** Maps whose reading takes a key and a value by turns, once it has their fields. */
    private static final Set<String> BY_TURNS = Set.of(
            "java.util.HashMap",
            "java.util.Hashtable",
            "java.util.TreeMap",
            "java.util.EnumMap",
            "java.util.concurrent.ConcurrentHashMap",
            "java.util.concurrent.ConcurrentSkipListMap");

    /** A string, a class, a constant, null: nothing in it. */
    private static final Node LEAF = new Node(0, 0);

    /** What has a place in the stream: an object, array, constant or class, the description of a class, or the whole. */
    private static class Node {
        final int code;
        final int depth;

        @Nullable
        Description type;
        /** Whether the description of its class is to come, or that of the class above. */
        boolean expectsType;

        boolean complete;
        /** Whether it holds a collection that was not complete when it was referred to. */
        boolean uncountable;

        /** How many values a walk through it meets. */
        long size = 1;

        int children;
        int handle;

        Node(int code, int depth) {
            this.code = code;
            this.depth = depth;
            this.expectsType = code != ObjectStreamConstants.TC_CLASSDESC && code != 0;
            this.complete = code == 0;
        }

        boolean isCollection() {
            return type != null && type.kind == HashKind.COLLECTION;
        }
    }

    /** The description of a class, as far as it matters here; {@code type} is the one above. */
    private static final class Description extends Node {
        @Nullable
        Class<?> resolved;

        String name = "";
        int objectFields;
        HashKind kind = HashKind.NONE;
        /** Which of the children are keys: none before this one, then all or each other one. */
        int keysFrom = Integer.MAX_VALUE;

        int keysEach = 1;

        Description(int depth) {
            super(ObjectStreamConstants.TC_CLASSDESC, depth);
        }

        void complete() {
            if (resolved == null) {
                return;
            }
            kind = HashKind.of(resolved);
            if (!HashKind.hashesParts(resolved)) {
                return;
            }
            Description top = this;
            while (top.type != null) {
                top = top.type;
            }
            boolean byTurns = Map.class.isAssignableFrom(resolved) && BY_TURNS.contains(top.name);
            keysFrom = byTurns ? top.objectFields : 0;
            keysEach = byTurns ? 2 : 1;
        }

        boolean isKey(int child) {
            return child >= keysFrom && (child - keysFrom) % keysEach == 0;
        }
    }

    /** Bytes in the description of a class. */
    private enum Expected {
        FLAGS,
        FIELD,
        FIELD_TYPE
    }

    private final HashCost cost;
    /** What references name, in the order of the stream. */
    private final List<Node> handles = new ArrayList<>();
    /** What is being read, the innermost first. */
    private final Deque<Node> reading = new ArrayDeque<>();

    private Node last = LEAF;
    private int expectedDepth = NO_DEPTH;
    private boolean inString;
    private boolean lost;
    private @Nullable String refusal;

    /** In the description of a class: what the next byte is. */
    private @Nullable Expected next;

    StreamFollower(HashCost cost) {
        this.cost = cost;
        reading.push(new Node(0, 0));
    }

    // ---- what ObjectInputStream takes

    /** It took a byte by itself. */
    void taken(byte[] bytes, int at, int end) throws InvalidObjectException {
        if (lost) {
            return;
        }
        if (refusal != null) {
            throw refuse(refusal); // once more, for code that has caught it
        }
        if (next != null) {
            inDescription(next, bytes[at]);
            return;
        }
        if (expectedDepth != NO_DEPTH) {
            throw refuse(
                    "the filter of a Java stream is asked for each class and reference in it: depth=" + expectedDepth
                            + " asked=false; let a jdk.serialFilterFactory merge the filter that a stream sets");
        }
        inString = false;
        Node inner = inner();
        if (inner.expectsType && !isTypeCode(bytes[at])) {
            doom("an object of a Java stream begins with its class: typeCode=" + bytes[at]);
            return;
        }
        switch (bytes[at]) {
            case ObjectStreamConstants.TC_REFERENCE -> refer(inner, bytes, at + 1, end);
            case ObjectStreamConstants.TC_CLASSDESC, ObjectStreamConstants.TC_PROXYCLASSDESC -> {
                Description type = new Description(inner.depth + (isType(inner) ? 0 : 1));
                reading.push(type);
                handles.add(type);
            }
            case ObjectStreamConstants.TC_NULL -> {
                if (inner.expectsType) {
                    typed(inner, null);
                } else {
                    hold(inner, LEAF);
                }
            }
            case ObjectStreamConstants.TC_STRING, ObjectStreamConstants.TC_LONGSTRING -> {
                handles.add(LEAF);
                if (inner.code != ObjectStreamConstants.TC_ENUM) { // whose name it is
                    inString = true;
                    hold(inner, LEAF);
                }
            }
            case ObjectStreamConstants.TC_OBJECT,
                    ObjectStreamConstants.TC_ARRAY,
                    ObjectStreamConstants.TC_ENUM,
                    ObjectStreamConstants.TC_CLASS -> reading.push(new Node(bytes[at], inner.depth + 1));
            case ObjectStreamConstants.TC_ENDBLOCKDATA -> {
                if (inner.code == ObjectStreamConstants.TC_CLASSDESC) {
                    inner.expectsType = true; // of the class above
                }
            }
            case ObjectStreamConstants.TC_RESET -> {
                handles.clear();
                if (reading.size() > 1) {
                    doom("a Java stream begins anew where no object is open");
                }
            }
            case ObjectStreamConstants.TC_BLOCKDATA,
                    ObjectStreamConstants.TC_BLOCKDATALONG -> {} // of some class's own code
            default -> doom("a Java stream has no other type codes, and was not aborted: typeCode=" + bytes[at]);
        }
    }

    /** Whether the description of a class may begin with this. */
    private static boolean isTypeCode(byte code) {
        return code == ObjectStreamConstants.TC_CLASSDESC
                || code == ObjectStreamConstants.TC_PROXYCLASSDESC
                || code == ObjectStreamConstants.TC_REFERENCE
                || code == ObjectStreamConstants.TC_NULL;
    }

    /** Whether what comes next describes the class of what is read, and not a class above or a part. */
    private static boolean isType(Node inner) {
        return inner.expectsType && inner.code != ObjectStreamConstants.TC_CLASSDESC;
    }

    private void refer(Node inner, byte[] bytes, int from, int end) throws InvalidObjectException {
        if (end - from < HANDLE_BYTES) {
            doom("a reference of a Java stream has a handle: bytesLeft=" + (end - from));
            return;
        }
        int handle = 0;
        for (int i = 0; i < HANDLE_BYTES; i++) {
            handle = handle << Byte.SIZE | Byte.toUnsignedInt(bytes[from + i]);
        }
        int index = handle - ObjectStreamConstants.baseWireHandle;
        if (index < 0 || index >= handles.size()) {
            doom("a reference of a Java stream is to what was read before: handle=" + index + " handles="
                    + handles.size());
            return;
        }
        expectedDepth = inner.depth + (isType(inner) ? 0 : 1);
        Node to = handles.get(index);
        if (inner.expectsType) {
            if (to instanceof Description type) {
                typed(inner, type);
            } else {
                doom("the class of an object in a Java stream is described: handle=" + index);
            }
        } else {
            hold(inner, to instanceof Description ? LEAF : to);
        }
    }

    /** It begins with the name, flags and fields of a class. */
    void beginDescription() {
        next = Expected.FLAGS;
    }

    private void inDescription(Expected what, byte taken) throws InvalidObjectException {
        switch (what) {
            case FLAGS -> {
                if ((taken & ObjectStreamConstants.SC_EXTERNALIZABLE) != 0
                        && (taken & ObjectStreamConstants.SC_BLOCK_DATA) == 0) {
                    throw refuse("an Externalizable writes in blocks, as since Java 1.2: flags=" + taken);
                }
                next = Expected.FIELD;
            }
            case FIELD -> next = taken == 'L' || taken == '[' ? Expected.FIELD_TYPE : Expected.FIELD;
            case FIELD_TYPE -> {
                if (taken != ObjectStreamConstants.TC_REFERENCE) {
                    handles.add(LEAF);
                }
                next = Expected.FIELD;
            }
        }
    }

    void endDescription(ObjectStreamClass description) {
        next = null;
        expectedDepth = NO_DEPTH; // types of fields may be references, each of which the filter was asked for
        if (inner() instanceof Description inner) {
            inner.name = description.getName();
            for (var field : description.getFields()) {
                inner.objectFields += field.isPrimitive() ? 0 : 1;
            }
        }
    }

    /** The class that is described was found; null when it was not, and then what comes is skipped, and not followed any more. */
    void resolved(@Nullable Class<?> type) {
        if (type == null) {
            lost = true;
        } else if (inner() instanceof Description inner) {
            inner.resolved = type;
            expectedDepth = inner.depth;
        }
    }

    boolean isLost() {
        return lost;
    }

    /** The filter is asked; false when what is read is not what was followed. */
    boolean isAt(long depth) {
        if (lost || next != null || expectedDepth == NO_DEPTH) {
            return true;
        }
        boolean same = depth == expectedDepth;
        if (!same) {
            doom("what holds an object that can't be read can't be read either: depth=" + depth + " expectedDepth="
                    + expectedDepth);
        }
        expectedDepth = NO_DEPTH;
        return same;
    }

    /** An object is complete. */
    void completed(long measured) throws InvalidObjectException {
        if (lost) {
            return;
        }
        if (refusal != null) {
            throw refuse(refusal);
        }
        if (inString) {
            inString = false;
            return;
        }
        Node complete = reading.pop();
        if (complete.complete || complete.expectsType || complete instanceof Description) {
            throw refuse("what is complete in a Java stream was begun: code=" + complete.code);
        }
        complete.complete = true;
        complete.size = Math.max(complete.size, measured);
        if (complete.size == LEAF.size && !complete.uncountable) {
            handles.set(complete.handle, LEAF); // as most are, which needn't take memory then
        }
        hold(inner(), complete);
    }

    // ---- what that means

    private Node inner() {
        return reading.getFirst();
    }

    /** What describes the class of something is known, or for a class that of the one above. */
    private void typed(Node inner, @Nullable Description type) throws InvalidObjectException {
        inner.expectsType = false;
        inner.type = type;
        if (inner instanceof Description description) {
            description.complete();
            description.complete = true;
            reading.pop();
            if (inner().expectsType) {
                typed(inner(), description);
            } else {
                hold(inner(), LEAF);
            }
            return;
        }
        inner.handle = handles.size();
        handles.add(inner);
        if (inner.code == ObjectStreamConstants.TC_CLASS) {
            inner.complete = true;
            reading.pop();
            hold(inner(), LEAF);
        }
    }

    private void hold(Node holder, Node child) throws InvalidObjectException {
        last = child;
        int number = holder.children++;
        boolean uncountable = child.uncountable || !child.complete && child.isCollection();
        Description type = holder instanceof Description ? null : holder.type;
        if (type == null) {
            return;
        }
        if (type.isKey(number)) {
            if (uncountable) {
                throw refuse(
                        "what a set or a map hashes while it is read holds no collection that is not complete then: holder="
                                + type.name + "; put no collection into what it holds itself, or not into a key");
            }
            cost.hash(child.size);
        }
        if (type.kind != HashKind.NONE && !(child == holder && isWrapper(type))) {
            holder.uncountable |= uncountable;
            holder.size = Math.min(holder.size + child.size, HashCost.LARGEST_SIZE);
        }
    }

    /** A synchronized collection names itself as what it locks. */
    private static boolean isWrapper(Description type) {
        return type.name.startsWith("java.util.Collections$Synchronized");
    }

    /** How many values a walk through the last part of the message meets. */
    long size() {
        return lost || last.uncountable ? HashCost.LARGEST_SIZE : last.size;
    }

    /** ObjectInputStream has its own words for that; when some code catches them nothing more is read all the same. */
    private void doom(String why) {
        refusal = why;
    }

    private InvalidObjectException refuse(String why) {
        refusal = why;
        return new InvalidObjectException(why);
    }
}
