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
 * <p>So each key of a hash table is counted before it is hashed: how many values its hash meets, shared ones each time, as far as they are in
 * collections of the JDK and in records; what the {@code hashCode} of other classes does is their own. A collection that is not complete yet can't
 * be counted, since it may be referred to by what it will hold; what refers to one is no key, and nothing that holds such is.
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
    private static final String NOT_FOLLOWED = "all classes are found of a Java stream in which something is hashed";

    /** What has its elements in an array that is a field of its own. */
    private static final Set<String> MADE_OF_ARRAYS = Set.of(
            "java.util.Arrays$ArrayList",
            "java.util.Vector",
            "java.util.concurrent.atomic.AtomicReferenceArray",
            "java.math.BigInteger");

    /** Maps that are compared from both sides. */
    private static final Set<String> LOOK_FROM_BOTH_SIDES = Set.of(
            "java.util.concurrent.ConcurrentHashMap",
            "java.util.concurrent.ConcurrentSkipListMap",
            "java.util.Properties");

    /** Around a collection, to which they refer more than once, or to themselves. */
    private static final List<String> WRAPPERS = List.of(
            "java.util.Collections$Unmodifiable",
            "java.util.Collections$Synchronized",
            "java.util.Collections$Checked");

    /** Elements of a number, or bytes of a string, that are hashed or compared in the time of a walk's step. */
    private static final int HASHED_AT_ONCE = 8;

    /** Bytes of a string that counts as one value. */
    private static final int SHORT = 64;

    /** The tags in the low byte of the first field of what {@code List.of} and {@code Map.of} are replaced by. */
    private static final int LIST_TAG = 1;

    private static final int MAP_TAG = 3;
    private static final int LIST_WITH_NULLS_TAG = 4;

    /** A string, a class, a constant, null: nothing in it. */
    private static final StreamNode LEAF = new StreamNode(StreamNode.NO_CODE, 0);

    /** Bytes in the description of a class. */
    private enum Expected {
        FLAGS,
        FIELD,
        FIELD_TYPE
    }

    private final HashCost cost;
    /** What references name, in the order of the stream. */
    private final List<StreamNode> handles = new ArrayList<>();
    /** What is being read, the innermost first. */
    private final Deque<StreamNode> reading = new ArrayDeque<>();

    private StreamNode last = LEAF;
    private int expectedDepth = NO_DEPTH;
    private boolean inString;
    private boolean lost;
    private boolean hashing;
    private @Nullable String refusal;

    /** In the description of a class: what the next byte is. */
    private @Nullable Expected next;

    StreamFollower(HashCost cost) {
        this.cost = cost;
        reading.push(new StreamNode(StreamNode.NO_CODE, 0));
    }

    // ---- what ObjectInputStream takes

    /** It took a byte by itself. */
    void taken(byte[] bytes, int at, int end) throws InvalidObjectException {
        if (refusal != null) {
            throw refuse(refusal); // once more, for code that has caught it
        }
        if (lost) {
            return;
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
        StreamNode inner = inner();
        if (inner.expectsType && !isTypeCode(bytes[at])) {
            doom("an object of a Java stream begins with its class: typeCode=" + bytes[at]);
            return;
        }
        switch (bytes[at]) {
            case ObjectStreamConstants.TC_REFERENCE -> refer(inner, bytes, at + 1, end);
            case ObjectStreamConstants.TC_CLASSDESC, ObjectStreamConstants.TC_PROXYCLASSDESC -> {
                ClassDescription type = new ClassDescription(inner.depth + (isType(inner) ? 0 : 1));
                reading.push(type);
                handles.add(type);
            }
            case ObjectStreamConstants.TC_NULL -> {
                if (inner.expectsType) {
                    typed(inner, null, bytes, at + 1);
                } else {
                    hold(inner, LEAF);
                }
            }
            case ObjectStreamConstants.TC_STRING, ObjectStreamConstants.TC_LONGSTRING -> {
                StreamNode string = string(bytes, at);
                handles.add(string);
                if (inner.code != ObjectStreamConstants.TC_ENUM) { // whose name it is
                    inString = true;
                    hold(inner, string);
                }
            }
            case ObjectStreamConstants.TC_OBJECT,
                    ObjectStreamConstants.TC_ARRAY,
                    ObjectStreamConstants.TC_ENUM,
                    ObjectStreamConstants.TC_CLASS -> reading.push(new StreamNode(bytes[at], inner.depth + 1));
            case ObjectStreamConstants.TC_ENDBLOCKDATA -> {
                if (inner.code == ObjectStreamConstants.TC_CLASSDESC) {
                    inner.expectsType = true; // of the class above
                } else {
                    // What a hash table has written ends; what comes is of classes below it.
                    inner.keysFrom = StreamNode.NO_KEYS;
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

    private static StreamNode string(byte[] bytes, int at) {
        int length = bytes[at] == ObjectStreamConstants.TC_STRING
                ? readInt(bytes, at + 1) >>> Short.SIZE
                : readInt(bytes, at + 1 + Integer.BYTES); // the low half of a long
        if (length <= SHORT) {
            return LEAF;
        }
        StreamNode string = new StreamNode(StreamNode.NO_CODE, 0);
        string.size += length / HASHED_AT_ONCE;
        return string;
    }

    /** Whether the description of a class may begin with this. */
    private static boolean isTypeCode(byte code) {
        return code == ObjectStreamConstants.TC_CLASSDESC
                || code == ObjectStreamConstants.TC_PROXYCLASSDESC
                || code == ObjectStreamConstants.TC_REFERENCE
                || code == ObjectStreamConstants.TC_NULL;
    }

    /** Whether what comes next describes the class of what is read, and not a class above or a part. */
    private static boolean isType(StreamNode inner) {
        return inner.expectsType && inner.code != ObjectStreamConstants.TC_CLASSDESC;
    }

    private void refer(StreamNode inner, byte[] bytes, int from, int end) throws InvalidObjectException {
        if (end - from < HANDLE_BYTES) {
            doom("a reference of a Java stream has a handle: bytesLeft=" + (end - from));
            return;
        }
        int index = readInt(bytes, from) - ObjectStreamConstants.baseWireHandle;
        if (index < 0 || index >= handles.size()) {
            doom("a reference of a Java stream is to what was read before: handle=" + index + " handles="
                    + handles.size());
            return;
        }
        expectedDepth = inner.depth + (isType(inner) ? 0 : 1);
        StreamNode to = handles.get(index);
        if (inner.expectsType) {
            if (to instanceof ClassDescription type) {
                typed(inner, type, bytes, from + HANDLE_BYTES);
            } else {
                doom("the class of an object in a Java stream is described: handle=" + index);
            }
        } else {
            hold(inner, to instanceof ClassDescription ? LEAF : to);
        }
    }

    /** Zero where the bytes end before: then the stream does. */
    private static int readInt(byte[] bytes, int from) {
        int value = 0;
        for (int i = from; i < from + Integer.BYTES && i < bytes.length; i++) {
            value = value << Byte.SIZE | Byte.toUnsignedInt(bytes[i]);
        }
        return value;
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
                if (inner() instanceof ClassDescription inner) {
                    inner.isPlain =
                            (taken & (ObjectStreamConstants.SC_EXTERNALIZABLE | ObjectStreamConstants.SC_WRITE_METHOD))
                                    == 0;
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

    /** It ends; null when it can't be read. */
    void endDescription(@Nullable ObjectStreamClass description) {
        next = null;
        expectedDepth = NO_DEPTH; // types of fields may be references, each of which the filter was asked for
        if (description == null) {
            doom("the description of a class in a Java stream can be read");
        } else if (inner() instanceof ClassDescription inner) {
            inner.name = description.getName();
            for (var field : description.getFields()) {
                inner.fields++;
                inner.objectFields += field.isPrimitive() ? 0 : 1;
            }
        }
    }

    /** The class that is described was found. */
    void resolved(Class<?> type) {
        if (inner() instanceof ClassDescription inner) {
            inner.resolved = type;
            expectedDepth = inner.depth;
        }
        if (HashKind.hashTable(type) != null) {
            hashing = true;
            if (lost) {
                doom(NOT_FOLLOWED);
            }
        }
    }

    /** It was not: what is of that class is skipped, which isn't followed, nor is what comes then; so nothing may be hashed. */
    boolean unresolved() {
        lost = true;
        if (hashing) {
            doom(NOT_FOLLOWED);
        }
        return !hashing;
    }

    /** The filter is asked; false when what is read is not what was followed. */
    boolean isAt(long depth) {
        if (refusal != null) {
            return false;
        }
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
    void completed() throws InvalidObjectException {
        if (refusal != null) {
            throw refuse(refusal);
        }
        if (lost) {
            return;
        }
        if (inString) {
            inString = false;
            return;
        }
        StreamNode complete = reading.pop();
        if (complete.complete || complete.expectsType || complete instanceof ClassDescription) {
            throw refuse("what is complete in a Java stream was begun: code=" + complete.code);
        }
        complete.complete = true;
        if (complete.size == LEAF.size && !complete.uncountable) {
            handles.set(complete.handle, LEAF); // as most are, which needn't take memory then
        }
        hold(inner(), complete);
    }

    // ---- what that means

    private StreamNode inner() {
        return reading.getFirst();
    }

    /** What describes the class of something is known, or for a class that of the one above; the data of an object begins there. */
    private void typed(StreamNode inner, @Nullable ClassDescription type, byte[] bytes, int dataAt)
            throws InvalidObjectException {
        inner.expectsType = false;
        inner.type = type;
        if (inner instanceof ClassDescription description) {
            reading.pop();
            described(description);
            if (inner().expectsType) {
                typed(inner(), description, bytes, dataAt);
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
        } else if (type != null && type.hashTable != null && inner.code == ObjectStreamConstants.TC_OBJECT) {
            findKeys(inner, type, type.hashTable, bytes, dataAt);
        } else if (inner.code == ObjectStreamConstants.TC_ARRAY && type != null && type.isOfPrimitives()) {
            inner.size += readInt(bytes, dataAt) / HASHED_AT_ONCE;
        }
    }

    private void described(ClassDescription description) throws InvalidObjectException {
        description.complete = true;
        description.objects = description.objectFields;
        if (description.type != null) {
            description.top = description.type.top;
            description.objects += description.type.objects;
            description.isPlain &= description.type.isPlain;
        }
        Class<?> resolved = description.resolved;
        if (resolved == null) {
            return;
        }
        description.kind = HashKind.of(resolved);
        description.isMadeOfArray = MADE_OF_ARRAYS.contains(description.name)
                || MADE_OF_ARRAYS.contains(description.top.name)
                || description.kind == HashKind.COLLECTION && !HashKind.isOfJdk(resolved);
        description.isWrapper = WRAPPERS.stream().anyMatch(description.name::startsWith);
        description.walks = LOOK_FROM_BOTH_SIDES.contains(description.name)
                        || LOOK_FROM_BOTH_SIDES.contains(description.top.name)
                ? HashCost.BOTH_SIDES_WALKS
                : 1;
        description.hashTable = HashKind.hashTable(resolved);
        if (description.hashTable != null && description.top.resolved != description.hashTable) {
            throw refuse("a hash table is the first of the classes of an object: class=" + description.name + " first="
                    + description.top.name + " hashTable=" + description.hashTable.getName());
        }
    }

    /** Its own fields come first, then as a rule keys and values by turns. */
    private static void findKeys(
            StreamNode table, ClassDescription type, Class<?> hashTable, byte[] bytes, int dataAt) {
        table.keysFrom = type.top.objectFields;
        table.keysEach = Map.class.isAssignableFrom(hashTable) ? 2 : 1;
        if (HashKind.isImmutable(hashTable) && type.fields == 1) {
            int tag = readInt(bytes, dataAt) & 0xff;
            table.keysEach = tag == MAP_TAG ? 2 : 1;
            if (tag == LIST_TAG || tag == LIST_WITH_NULLS_TAG) {
                table.keysFrom = StreamNode.NO_KEYS;
            }
        }
    }

    private void hold(StreamNode holder, StreamNode child) throws InvalidObjectException {
        last = child;
        int number = holder.children++;
        ClassDescription type = holder instanceof ClassDescription ? null : holder.type;
        if (type == null) {
            return;
        }
        if (holder.code == ObjectStreamConstants.TC_OBJECT && type.isPlain && number >= type.objects) {
            throw refuse("a class of a Java stream writes what its readObject asks for: class=" + type.name
                    + "; let its readObject begin with defaultReadObject()");
        }
        boolean counts = child.kind() != HashKind.ARRAY || type.isMadeOfArray;
        boolean holds = child.kind() == HashKind.COLLECTION || child.kind() == HashKind.ARRAY;
        boolean uncountable = counts && (child.uncountable || holds && !child.complete);
        long size = counts ? child.size : 1;
        boolean key = holder.isKey(number);
        if (key) {
            if (uncountable) {
                throw refuse(
                        "what a set or a map hashes while it is read holds no collection that is not complete then: holder="
                                + type.name + "; put no collection into what it holds itself, or not into a key");
            }
            cost.hash(size);
        }
        if (type.isWrapper) {
            if (child != holder) { // else it is what it locks
                holder.uncountable |= uncountable;
                holder.size = Math.max(holder.size, 1 + size);
            }
        } else if (type.kind != HashKind.NONE) {
            holder.uncountable |= uncountable;
            int walks = key && holder.keysEach > 1 ? Math.max(type.walks, HashCost.MAP_KEY_WALKS) : type.walks;
            holder.size = Math.min(holder.size + walks * size, HashCost.LARGEST_SIZE);
        }
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
