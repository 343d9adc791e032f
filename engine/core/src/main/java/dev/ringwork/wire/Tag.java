package dev.ringwork.wire;

/**
 * The first byte of every encoded value: which type it is, and so how its body is laid out.
 *
 * <p>A {@code varint} is unsigned, seven bits a byte, low bits first. A {@code text} is
 * {@code varint(length << 1 | wide)} and then {@code length} Latin-1 bytes, or UTF-16 units when wide, so any string
 * survives, lone surrogates too. A {@code class} is {@code varint 0, text name} the first time a message names it,
 * {@code varint 1, text name, int fingerprint} when it is a record, and {@code varint index + 2} from then on. A
 * {@code value} is a tag and its body. Other fields are fixed width in native byte order.
 *
 * <pre>
 * tag               body                                 tag               body
 * ----------------  -----------------------------------  ----------------  -----------------------------------
 * NULL              -                                    HASH_MAP          varint count, (value key, value)*
 * BOOLEAN           byte 0 or 1                          LINKED_HASH_MAP   as HASH_MAP
 * BYTE              byte                                 TREE_MAP          as HASH_MAP, natural order only
 * SHORT             short                                CONCURRENT_MAP    as HASH_MAP
 * CHAR              char                                 MAP_OF            as HASH_MAP
 * INT               int                                  EMPTY_MAP         -
 * LONG              long                                 ENTRY_OF          value key, value
 * FLOAT             int raw bits                         SIMPLE_ENTRY      value key, value
 * DOUBLE            long raw bits                        IMMUTABLE_ENTRY   value key, value
 * STRING            text                                 OPTIONAL_EMPTY    -
 * BIG_INTEGER       varint length, bytes                 OPTIONAL          value
 * BIG_DECIMAL       int scale, varint length, bytes      OPTIONAL_INT      byte present, int
 * UUID              long high, long low                  OPTIONAL_LONG     byte present, long
 * PATH              text                                 OPTIONAL_DOUBLE   byte present, long raw bits
 * BOOLEANS          varint count, byte*                  DURATION          long seconds, int nanos
 * BYTES             varint count, byte*                  INSTANT           long seconds, int nanos
 * SHORTS            varint count, short*                 LOCAL_DATE        long epoch day
 * CHARS             varint count, char*                  LOCAL_TIME        long nano of day
 * INTS              varint count, int*                   LOCAL_DATE_TIME   long epoch day, long nano of day
 * LONGS             varint count, long*                  OFFSET_TIME       long nano of day, int offset
 * FLOATS            varint count, int*                   OFFSET_DATE_TIME  as LOCAL_DATE_TIME, int offset
 * DOUBLES           varint count, long*                  ZONED_DATE_TIME   as OFFSET_DATE_TIME, byte, text zone
 * STRINGS           varint count, value*                 ZONE_OFFSET       int seconds
 * OBJECTS           class component, varint, value*      ZONE_REGION       text
 * ARRAY_LIST        varint count, value*                 PERIOD            int years, int months, int days
 * LINKED_LIST       as ARRAY_LIST                        YEAR              int
 * ARRAY_DEQUE       as ARRAY_LIST                        YEAR_MONTH        int year, byte month
 * LIST_OF           as ARRAY_LIST                        MONTH_DAY         byte month, byte day
 * STREAM_LIST       as ARRAY_LIST                        ENUM              class, text constant
 * AS_LIST           as ARRAY_LIST                        RECORD            class, components in order (see below)
 * EMPTY_LIST        -                                    JAVA              int length, bytes of the Java stream
 * HASH_SET          as ARRAY_LIST                        CUSTOM            byte id, varint length, bytes
 * LINKED_HASH_SET   as ARRAY_LIST                        SHARED            value in which REF may stand
 * TREE_SET          as ARRAY_LIST, natural order only    REF               varint number
 * SET_OF            as ARRAY_LIST                        LAMBDA            place, varint count, value*
 * EMPTY_SET         -
 * </pre>
 *
 * <p>A record's primitive components are written fixed width without a tag, the others are values. A place is
 * {@code varint 0, class, text interface, text method, text signature, byte kind, text class, text method, text signature, text type}
 * the first time a message names it, as {@link java.lang.invoke.SerializedLambda} has them, and {@code varint number}, from 1,
 * from then on; the values, which the lambda captured, are {@linkplain #isPlain plain}. All JAVA bodies of
 * one message are consecutive parts of one Java serialization stream. Inside SHARED every value that
 * {@linkplain #nests nests} has the number of its completion, from 0, and REF stands for the value with that number.
 */
public final class Tag {
    // 0x0.: values without parts. Those that say so are the immediates.
    /** {@code null}; an immediate. */
    public static final byte NULL = 0x00;
    /** A {@link Boolean}; an immediate. */
    public static final byte BOOLEAN = 0x01;

    static final byte BYTE = 0x02;
    static final byte SHORT = 0x03;
    static final byte CHAR = 0x04;
    /** An {@link Integer}; an immediate. */
    public static final byte INT = 0x05;
    /** A {@link Long}; an immediate. */
    public static final byte LONG = 0x06;

    static final byte FLOAT = 0x07;
    /** A {@link Double}, as its raw bits; an immediate. */
    public static final byte DOUBLE = 0x08;

    static final byte STRING = 0x09;
    static final byte BIG_INTEGER = 0x0A;
    static final byte BIG_DECIMAL = 0x0B;
    static final byte UUID = 0x0C;
    static final byte PATH = 0x0D;

    // 0x1.: arrays.
    static final byte BOOLEANS = 0x10;
    static final byte BYTES = 0x11;
    static final byte SHORTS = 0x12;
    static final byte CHARS = 0x13;
    static final byte INTS = 0x14;
    static final byte LONGS = 0x15;
    static final byte FLOATS = 0x16;
    static final byte DOUBLES = 0x17;
    static final byte STRINGS = 0x18;
    static final byte OBJECTS = 0x19;

    // 0x2.: collections.
    static final byte ARRAY_LIST = 0x20;
    static final byte LINKED_LIST = 0x21;
    static final byte ARRAY_DEQUE = 0x22;
    static final byte LIST_OF = 0x23;
    static final byte STREAM_LIST = 0x24;
    static final byte AS_LIST = 0x25;
    static final byte EMPTY_LIST = 0x26;
    static final byte HASH_SET = 0x28;
    static final byte LINKED_HASH_SET = 0x29;
    static final byte TREE_SET = 0x2A;
    static final byte SET_OF = 0x2B;
    static final byte EMPTY_SET = 0x2C;

    // 0x3.: maps and their entries.
    static final byte HASH_MAP = 0x30;
    static final byte LINKED_HASH_MAP = 0x31;
    static final byte TREE_MAP = 0x32;
    static final byte CONCURRENT_MAP = 0x33;
    static final byte MAP_OF = 0x34;
    static final byte EMPTY_MAP = 0x35;
    static final byte ENTRY_OF = 0x38;
    static final byte SIMPLE_ENTRY = 0x39;
    static final byte IMMUTABLE_ENTRY = 0x3A;

    // 0x4.: optionals.
    static final byte OPTIONAL_EMPTY = 0x40;
    static final byte OPTIONAL = 0x41;
    static final byte OPTIONAL_INT = 0x42;
    static final byte OPTIONAL_LONG = 0x43;
    static final byte OPTIONAL_DOUBLE = 0x44;

    // 0x5.: java.time.
    static final byte DURATION = 0x50;
    static final byte INSTANT = 0x51;
    static final byte LOCAL_DATE = 0x52;
    static final byte LOCAL_TIME = 0x53;
    static final byte LOCAL_DATE_TIME = 0x54;
    static final byte OFFSET_TIME = 0x55;
    static final byte OFFSET_DATE_TIME = 0x56;
    static final byte ZONED_DATE_TIME = 0x57;
    static final byte ZONE_OFFSET = 0x58;
    static final byte ZONE_REGION = 0x59;
    static final byte PERIOD = 0x5A;
    static final byte YEAR = 0x5B;
    static final byte YEAR_MONTH = 0x5C;
    static final byte MONTH_DAY = 0x5D;

    // 0x6.: what names a class, or stands for another value.
    static final byte ENUM = 0x60;
    static final byte RECORD = 0x61;
    static final byte JAVA = 0x62;
    static final byte CUSTOM = 0x63;
    static final byte SHARED = 0x64;
    static final byte REF = 0x65;
    static final byte LAMBDA = 0x66;

    /** No type of ours; never written. */
    static final byte NONE = 0x7F;

    /** Bytes of an encoded {@link #NULL}. */
    public static final int NULL_SIZE = 1;
    /** Bytes of an encoded {@link #BOOLEAN}. */
    public static final int BOOLEAN_SIZE = 1 + Byte.BYTES;
    /** Bytes of an encoded {@link #INT}. */
    public static final int INT_SIZE = 1 + Integer.BYTES;
    /** Bytes of an encoded {@link #LONG}. */
    public static final int LONG_SIZE = 1 + Long.BYTES;
    /** Bytes of an encoded {@link #DOUBLE}. */
    public static final int DOUBLE_SIZE = 1 + Double.BYTES;
    /** Bytes of the largest immediate. */
    public static final int MAX_IMMEDIATE_SIZE = LONG_SIZE;

    private Tag() {}

    /** The bytes of an encoded immediate, its tag included, or -1 when {@code tag} isn't one of an immediate. */
    public static int immediateSize(byte tag) {
        return switch (tag) {
            case NULL -> NULL_SIZE;
            case BOOLEAN -> BOOLEAN_SIZE;
            case INT -> INT_SIZE;
            case LONG -> LONG_SIZE;
            case DOUBLE -> DOUBLE_SIZE;
            default -> -1;
        };
    }

    /** Whether such a value is as good as any equal one, whoever else refers to it, to Java serialization, too. */
    static boolean isPlain(byte tag) {
        return tag >= NULL && tag <= UUID || tag >= DURATION && tag <= MONTH_DAY || tag == ENUM;
    }

    /** Whether values stand inside such a value: these count for the nesting depth, and REF can stand for them. */
    static boolean nests(byte tag) {
        return tag >= STRINGS && tag <= OPTIONAL || tag == RECORD;
    }
}
