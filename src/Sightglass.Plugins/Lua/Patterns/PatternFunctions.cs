using System.Buffers;
using Sightglass.Plugins.Lua.Host;
using Sightglass.Plugins.Lua.Native;
using Sightglass.Plugins.Lua.Values;

namespace Sightglass.Plugins.Lua.Patterns;

/// <summary>What the prelude makes <c>string.find</c>, <c>match</c>, <c>gmatch</c> and <c>gsub</c> of.</summary>
internal static class PatternFunctions
{
    private const long MaxSteps = 10_000_000;
    private const int MaxResult = 16 * 1024 * 1024;

    /// <summary>Looking at a character costs about a tenth of an instruction.</summary>
    private const int StepsPerInstruction = 10;
    private const int CaptureRoom = 64;

    public static HostFunction[] All { get; } =
    [
        new("pattern_find", Find),
        new("pattern_plain", Plain),
        new("pattern_replace", Replace),
    ];

    /// <summary>
    /// <c>pattern_find(text, pattern, position, previous end, anchors)</c>: the first match from the position on that does not end where the
    /// previous one did: start, end, captures. Positions count from 1; ends are inclusive.
    /// </summary>
    private static int Find(HostCall call)
    {
        var source = call.Bytes(1);
        var pattern = call.Bytes(2);
        var position = (int)call.Integer(3) - 1;
        var previousEnd = (int)call.Integer(4);
        var anchored = call.Flag(5) && pattern.Length > 0 && pattern[0] == '^';
        var matcher = new LuaPattern(source, anchored ? pattern[1..] : pattern, stackalloc int[CaptureRoom], MaxSteps);
        for (; position <= source.Length; position++)
        {
            var end = matcher.MatchAt(position);
            if (end >= 0 && end != previousEnd)
            {
                call.State.Charge((MaxSteps - matcher.StepsLeft) / StepsPerInstruction);
                call.Return((long)position + 1);
                call.Return((long)end);
                return 2 + PushCaptures(call, ref matcher, source);
            }

            if (anchored)
            {
                break;
            }
        }

        call.State.Charge((MaxSteps - matcher.StepsLeft) / StepsPerInstruction);
        return call.Return((string?)null);
    }

    private static int Plain(HostCall call)
    {
        var start = (int)call.Integer(3) - 1;
        var source = call.Bytes(1);
        var wanted = call.Bytes(2);
        var found = start > source.Length ? -1 : source[start..].IndexOf(wanted);
        if (found < 0)
        {
            return call.Return((string?)null);
        }

        call.Return((long)start + found + 1);
        call.Return((long)start + found + wanted.Length);
        return 2;
    }

    /// <summary><c>pattern_replace(text, pattern, replacement, most)</c>: the result and the number of replacements.</summary>
    private static int Replace(HostCall call)
    {
        var source = call.Bytes(1);
        var pattern = call.Bytes(2);
        var replacement = call.Bytes(3);
        var most = call.Integer(4);
        var anchored = pattern.Length > 0 && pattern[0] == '^';
        var matcher = new LuaPattern(source, anchored ? pattern[1..] : pattern, stackalloc int[CaptureRoom], MaxSteps);
        var output = new ArrayBufferWriter<byte>(source.Length + 16);
        var position = 0;
        var previousEnd = -1;
        var count = 0L;
        while (count < most)
        {
            var end = matcher.MatchAt(position);
            if (end >= 0 && end != previousEnd)
            {
                count++;
                Expand(output, replacement, source, position, end, ref matcher);
                position = previousEnd = end;
            }
            else if (position < source.Length)
            {
                output.Write(source.Slice(position++, 1));
            }
            else
            {
                break;
            }

            if (anchored)
            {
                break;
            }

            if (output.WrittenCount > MaxResult)
            {
                throw new LuaException("resulting string too large");
            }
        }

        call.State.Charge((MaxSteps - matcher.StepsLeft) / StepsPerInstruction);
        output.Write(source[Math.Min(position, source.Length)..]);
        call.Return(output.WrittenSpan);
        call.Return(count);
        return 2;
    }

    private static void Expand(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> replacement, ReadOnlySpan<byte> source, int start, int end, ref LuaPattern matcher)
    {
        Span<byte> number = stackalloc byte[12];
        for (var i = 0; i < replacement.Length; i++)
        {
            var plain = replacement[i..].IndexOf((byte)'%');
            if (plain != 0)
            {
                var text = plain < 0 ? replacement[i..] : replacement.Slice(i, plain);
                output.Write(text);
                i += text.Length - 1;
                continue;
            }

            i++;
            var c = i < replacement.Length ? replacement[i] : (byte)0;
            if (c == '%')
            {
                output.Write("%"u8);
            }
            else if (c == '0' || (c == '1' && matcher.Captures == 0))
            {
                output.Write(source[start..end]);
            }
            else if (c is >= (byte)'1' and <= (byte)'9')
            {
                if (c - '1' >= matcher.Captures)
                {
                    throw new LuaException($"invalid capture index %{c - '0'} in replacement string");
                }

                matcher.Capture(c - '1', out var from, out var length);
                if (length < 0)
                {
                    System.Buffers.Text.Utf8Formatter.TryFormat(from + 1, number, out var written);
                    output.Write(number[..written]);
                }
                else
                {
                    output.Write(source.Slice(from, length));
                }
            }
            else
            {
                throw new LuaException("invalid use of '%' in replacement string");
            }
        }
    }

    private static int PushCaptures(HostCall call, ref LuaPattern matcher, ReadOnlySpan<byte> source)
    {
        if (LuaNative.CheckStack(call.Thread, matcher.Captures + 4) == 0)
        {
            throw new LuaException("stack overflow");
        }

        for (var i = 0; i < matcher.Captures; i++)
        {
            matcher.Capture(i, out var start, out var length);
            if (length < 0)
            {
                LuaNative.PushInteger(call.Thread, start + 1L);
            }
            else
            {
                LuaValues.PushBytes(call.Thread, source.Slice(start, length));
            }
        }

        return matcher.Captures;
    }
}
