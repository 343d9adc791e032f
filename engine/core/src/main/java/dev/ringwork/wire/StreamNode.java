package dev.ringwork.wire;

import java.io.ObjectStreamConstants;
import org.jspecify.annotations.Nullable;

/** What has a place in the stream that {@link StreamFollower} follows: an object, array, constant or class, the description of a class, or the whole. */
class StreamNode {
    /** Of the whole, and of what has no more to it than its type code. */
    static final int NO_CODE = 0;

    static final int NO_KEYS = Integer.MAX_VALUE;

    final int code;
    final int depth;

    @Nullable
    ClassDescription type;
    /** Whether the description of its class is to come, or that of the class above. */
    boolean expectsType;

    boolean complete;
    /** Whether it holds a collection that was not complete when it was referred to. */
    boolean uncountable;

    /** How many values a walk through it meets. */
    long size = 1;

    int children;
    /** Which children are keys: none before this one, then all or each other one. */
    int keysFrom = NO_KEYS;

    int keysEach = 1;
    int handle;

    StreamNode(int code, int depth) {
        this.code = code;
        this.depth = depth;
        this.complete = code == NO_CODE;
        this.expectsType = code != ObjectStreamConstants.TC_CLASSDESC && !complete;
    }

    HashKind kind() {
        return type == null ? HashKind.NONE : type.kind;
    }

    boolean isKey(int child) {
        return child >= keysFrom && (child - keysFrom) % keysEach == 0;
    }
}
