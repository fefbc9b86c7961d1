using System.Globalization;
using System.Text;
using Sightglass.Plugins.Lua.Native;

namespace Sightglass.Plugins.Lua.Host;

/// <summary>Times of <c>ngx</c> and <c>os</c>.</summary>
internal static class TimeFunctions
{
    private const double Earliest = -62_135_596_800;
    private const double Latest = 253_402_300_799;

    public static HostFunction[] All { get; } =
    [
        new("now", call => call.Return(Now(call).ToUnixTimeMilliseconds() / 1000.0)),
        new("time_text", TimeText),
        new("time_parse", Parse),
        new("date", Date),
        new("date_fields", DateFields),
        new("date_time", DateTimeOf),
    ];

    private static DateTimeOffset Now(HostCall call) => (call.Run.Context?.Time ?? call.Run.Program.Services.Time).GetUtcNow();

    private static DateTimeOffset At(HostCall call, int index) => call.IsNil(index)
        ? Now(call)
        : DateTimeOffset.FromUnixTimeMilliseconds((long)(Math.Clamp(call.Number(index), Earliest, Latest) * 1000));

    /// <summary><c>time_text(format, seconds or nil)</c>: http, cookie, utc, local or date.</summary>
    private static int TimeText(HostCall call)
    {
        var time = At(call, 2);
        return call.Return(call.Text(1) switch
        {
            "http" => time.ToString("R", CultureInfo.InvariantCulture),
            "cookie" => time.UtcDateTime.ToString("ddd, dd-MMM-yy HH:mm:ss 'GMT'", CultureInfo.InvariantCulture),
            "date" => Local(call, time).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            "local" => Local(call, time).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            _ => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        });
    }

    /// <summary>The seconds of an HTTP date; nil for other text.</summary>
    private static int Parse(HostCall call) =>
        DateTimeOffset.TryParseExact(
            call.Text(1),
            ["R", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowInnerWhite,
            out var time)
            ? call.Return(time.ToUnixTimeSeconds())
            : call.Return((string?)null);

    private static DateTimeOffset Local(HostCall call, DateTimeOffset time) =>
        TimeZoneInfo.ConvertTime(time, (call.Run.Context?.Time ?? call.Run.Program.Services.Time).LocalTimeZone);

    /// <summary><c>date(format, seconds or nil)</c> as C's strftime has it; an exclamation mark in front asks for UTC.</summary>
    private static int Date(HostCall call)
    {
        var format = call.Text(1);
        var utc = format.StartsWith('!');
        var time = utc ? At(call, 2).ToUniversalTime() : Local(call, At(call, 2));
        var output = new StringBuilder();
        for (var i = utc ? 1 : 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                output.Append(format[i]);
                continue;
            }

            output.Append(Conversion(format[++i], time, utc));
        }

        return call.Return(output.ToString());
    }

    private static string Conversion(char letter, DateTimeOffset time, bool utc)
    {
        var pattern = letter switch
        {
            'a' => "ddd",
            'A' => "dddd",
            'b' or 'h' => "MMM",
            'B' => "MMMM",
            'c' => "ddd MMM d HH:mm:ss yyyy",
            'd' => "dd",
            'D' or 'x' => "MM/dd/yy",
            'F' => "yyyy-MM-dd",
            'H' => "HH",
            'I' => "hh",
            'm' => "MM",
            'M' => "mm",
            'p' => "tt",
            'r' => "hh:mm:ss tt",
            'R' => "HH:mm",
            'S' => "ss",
            'T' or 'X' => "HH:mm:ss",
            'y' => "yy",
            'Y' => "yyyy",
            _ => null,
        };
        if (pattern is not null)
        {
            return time.ToString(pattern.Length == 1 ? "%" + pattern : pattern, CultureInfo.InvariantCulture);
        }

        return letter switch
        {
            'e' => time.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
            'j' => time.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
            'n' => "\n",
            's' => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            't' => "\t",
            'u' => (time.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)time.DayOfWeek).ToString(CultureInfo.InvariantCulture),
            'w' => ((int)time.DayOfWeek).ToString(CultureInfo.InvariantCulture),
            'z' => utc ? "+0000" : time.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal),
            'Z' => utc || time.Offset == TimeSpan.Zero ? "UTC" : time.ToString("zzz", CultureInfo.InvariantCulture),
            '%' => "%",
            _ => throw new LuaException($"bad argument #1 to 'date' (invalid conversion specifier '%{letter}')"),
        };
    }

    /// <summary><c>date_fields(whether UTC, seconds or nil)</c>.</summary>
    private static int DateFields(HostCall call)
    {
        var time = call.Flag(1) ? At(call, 2).ToUniversalTime() : Local(call, At(call, 2));
        return call.ReturnValue(new Dictionary<string, object?>
        {
            ["year"] = (long)time.Year,
            ["month"] = (long)time.Month,
            ["day"] = (long)time.Day,
            ["hour"] = (long)time.Hour,
            ["min"] = (long)time.Minute,
            ["sec"] = (long)time.Second,
            ["wday"] = (long)time.DayOfWeek + 1,
            ["yday"] = (long)time.DayOfYear,
            ["isdst"] = false,
        });
    }

    /// <summary><c>date_time(fields)</c>: the seconds of a local date. Fields may be out of range, as C's mktime allows.</summary>
    private static int DateTimeOf(HostCall call)
    {
        var fields = call.Type(1) == LuaType.Table ? call.Value(1) as Dictionary<string, object?> ?? [] : [];
        var zone = (call.Run.Context?.Time ?? call.Run.Program.Services.Time).LocalTimeZone;
        try
        {
            var time = new DateTime((int)Field(fields, "year", null), 1, 1, 0, 0, 0, DateTimeKind.Unspecified)
                .AddMonths((int)Field(fields, "month", null) - 1)
                .AddDays(Field(fields, "day", null) - 1)
                .AddHours(Field(fields, "hour", 12))
                .AddMinutes(Field(fields, "min", 0))
                .AddSeconds(Field(fields, "sec", 0));
            return call.Return(new DateTimeOffset(time, zone.GetUtcOffset(time)).ToUnixTimeSeconds());
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new LuaException("time result cannot be represented in this installation");
        }
    }

    private static double Field(Dictionary<string, object?> fields, string name, double? otherwise) => fields.GetValueOrDefault(name) switch
    {
        long number => number,
        double number when Math.Floor(number) == number => number,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => otherwise ?? throw new LuaException($"field '{name}' missing in date table"),
    };
}
