package dev.ringwork.wire;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;

/** {@code java.time}. Tags 0x50 to 0x5F. */
final class TimeTypes {
    private TimeTypes() {}

    static void list(Map<Class<?>, Byte> tags) {
        tags.put(Duration.class, Tag.DURATION);
        tags.put(Instant.class, Tag.INSTANT);
        tags.put(LocalDate.class, Tag.LOCAL_DATE);
        tags.put(LocalTime.class, Tag.LOCAL_TIME);
        tags.put(LocalDateTime.class, Tag.LOCAL_DATE_TIME);
        tags.put(OffsetTime.class, Tag.OFFSET_TIME);
        tags.put(OffsetDateTime.class, Tag.OFFSET_DATE_TIME);
        tags.put(ZonedDateTime.class, Tag.ZONED_DATE_TIME);
        tags.put(ZoneOffset.class, Tag.ZONE_OFFSET);
        tags.put(Period.class, Tag.PERIOD);
        tags.put(Year.class, Tag.YEAR);
        tags.put(YearMonth.class, Tag.YEAR_MONTH);
        tags.put(MonthDay.class, Tag.MONTH_DAY);
    }

    /** Whether values of a class are zones other than offsets. Their class has no name to write here. */
    static boolean isRegion(Class<?> type) {
        return ZoneId.class.isAssignableFrom(type) && type != ZoneOffset.class;
    }

    static void write(byte tag, Object value, ByteSink out) throws IOException {
        out.putByte(tag);
        switch (tag) {
            case Tag.DURATION -> {
                Duration duration = (Duration) value;
                out.putLong(duration.getSeconds());
                out.putInt(duration.getNano());
            }
            case Tag.INSTANT -> {
                Instant instant = (Instant) value;
                out.putLong(instant.getEpochSecond());
                out.putInt(instant.getNano());
            }
            case Tag.LOCAL_DATE -> out.putLong(((LocalDate) value).toEpochDay());
            case Tag.LOCAL_TIME -> out.putLong(((LocalTime) value).toNanoOfDay());
            case Tag.LOCAL_DATE_TIME -> putDateTime((LocalDateTime) value, out);
            case Tag.OFFSET_TIME -> {
                OffsetTime time = (OffsetTime) value;
                out.putLong(time.toLocalTime().toNanoOfDay());
                out.putInt(time.getOffset().getTotalSeconds());
            }
            case Tag.OFFSET_DATE_TIME -> {
                OffsetDateTime time = (OffsetDateTime) value;
                putDateTime(time.toLocalDateTime(), out);
                out.putInt(time.getOffset().getTotalSeconds());
            }
            case Tag.ZONED_DATE_TIME -> putZoned((ZonedDateTime) value, out);
            case Tag.ZONE_OFFSET -> out.putInt(((ZoneOffset) value).getTotalSeconds());
            case Tag.ZONE_REGION -> out.putText(((ZoneId) value).getId());
            case Tag.PERIOD -> {
                Period period = (Period) value;
                out.putInt(period.getYears());
                out.putInt(period.getMonths());
                out.putInt(period.getDays());
            }
            case Tag.YEAR -> out.putInt(((Year) value).getValue());
            case Tag.YEAR_MONTH -> {
                YearMonth month = (YearMonth) value;
                out.putInt(month.getYear());
                out.putByte(month.getMonthValue());
            }
            case Tag.MONTH_DAY -> {
                MonthDay day = (MonthDay) value;
                out.putByte(day.getMonthValue());
                out.putByte(day.getDayOfMonth());
            }
            default -> throw new IllegalArgumentException("not a tag of this group: tag=" + tag);
        }
    }

    static Object read(byte tag, ByteSource in) throws IOException {
        return switch (tag) {
            case Tag.DURATION -> {
                long seconds = in.takeLong();
                yield Duration.ofSeconds(seconds, in.takeInt());
            }
            case Tag.INSTANT -> {
                long seconds = in.takeLong();
                yield Instant.ofEpochSecond(seconds, in.takeInt());
            }
            case Tag.LOCAL_DATE -> LocalDate.ofEpochDay(in.takeLong());
            case Tag.LOCAL_TIME -> LocalTime.ofNanoOfDay(in.takeLong());
            case Tag.LOCAL_DATE_TIME -> takeDateTime(in);
            case Tag.OFFSET_TIME -> {
                LocalTime time = LocalTime.ofNanoOfDay(in.takeLong());
                yield OffsetTime.of(time, takeOffset(in));
            }
            case Tag.OFFSET_DATE_TIME -> {
                LocalDateTime time = takeDateTime(in);
                yield OffsetDateTime.of(time, takeOffset(in));
            }
            case Tag.ZONED_DATE_TIME -> takeZoned(in);
            case Tag.ZONE_OFFSET -> takeOffset(in);
            case Tag.ZONE_REGION -> ZoneId.of(in.takeText());
            case Tag.PERIOD -> {
                int years = in.takeInt();
                int months = in.takeInt();
                yield Period.of(years, months, in.takeInt());
            }
            case Tag.YEAR -> Year.of(in.takeInt());
            case Tag.YEAR_MONTH -> {
                int year = in.takeInt();
                yield YearMonth.of(year, in.takeByte());
            }
            case Tag.MONTH_DAY -> {
                int month = in.takeByte();
                yield MonthDay.of(month, in.takeByte());
            }
            default -> throw ValueReader.unknown(tag);
        };
    }

    private static void putDateTime(LocalDateTime value, ByteSink out) throws IOException {
        out.putLong(value.toLocalDate().toEpochDay());
        out.putLong(value.toLocalTime().toNanoOfDay());
    }

    private static LocalDateTime takeDateTime(ByteSource in) throws IOException {
        LocalDate date = LocalDate.ofEpochDay(in.takeLong());
        return LocalDateTime.of(date, LocalTime.ofNanoOfDay(in.takeLong()));
    }

    private static ZoneOffset takeOffset(ByteSource in) throws IOException {
        return ZoneOffset.ofTotalSeconds(in.takeInt());
    }

    /** The offset tells the two passes of an hour apart that a zone's clocks go through twice. */
    private static void putZoned(ZonedDateTime value, ByteSink out) throws IOException {
        putDateTime(value.toLocalDateTime(), out);
        out.putInt(value.getOffset().getTotalSeconds());
        ZoneId zone = value.getZone();
        boolean region = !(zone instanceof ZoneOffset);
        out.putByte(region ? 1 : 0);
        if (region) {
            out.putText(zone.getId());
        }
    }

    private static ZonedDateTime takeZoned(ByteSource in) throws IOException {
        LocalDateTime time = takeDateTime(in);
        ZoneOffset offset = takeOffset(in);
        ZoneId zone = in.takeBoolean() ? ZoneId.of(in.takeText()) : offset;
        return ZonedDateTime.ofInstant(time, offset, zone);
    }
}
