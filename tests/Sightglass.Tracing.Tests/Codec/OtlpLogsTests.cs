using System.Text;
using Sightglass.Tracing.Codec;
using Sightglass.Tracing.Model;
using Sightglass.Tracing.Tests.Samples;

namespace Sightglass.Tracing.Tests.Codec;

public sealed class OtlpLogsTests
{
    [Fact]
    public void Decode_EncodedEntries_AreTheSame()
    {
        LogEnvelope[] sent = [Envelopes.Log(), Envelopes.Log("ü"), .. Levels()];
        var expected = sent.Select(TraceText.Of).ToList();
        Assert.Equal(expected, OtlpLogs.Decode(OtlpLogs.Encode(sent)).Entries.Select(TraceText.Of));
        Assert.Equal(expected, OtlpLogs.DecodeJson(OtlpLogs.EncodeJson(sent)).Entries.Select(TraceText.Of));
        Assert.Equal(expected, OtlpLogs.DecodeJson(OtlpLogs.EncodeJson(sent, indented: true)).Entries.Select(TraceText.Of));
    }

    [Fact]
    public void DecodeJson_ForeignRecord_GetsTypeAndSourceAsFarAsKnown()
    {
        var batch = OtlpLogs.DecodeJson("""
            {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeLogs":[
              {"scope":{"name":"Shop.Cart"},"logRecords":[
                {"observedTimeUnixNano":"7","severityNumber":18,"body":{"stringValue":"broken"}},
                {"timeUnixNano":"8","severityNumber":"SEVERITY_NUMBER_INFO2","body":{"kvlistValue":{"values":[{"key":"a","value":{"intValue":1}}]}}},
                {"timeUnixNano":"9","severityText":"WARN"}]},
              {"logRecords":[{"severityNumber":1}]}]}]}
            """u8);
        Assert.Equal(
            [
                (7L, LogSeverity.Error, LogEntryType.Error, "Shop.Cart", "broken"),
                (8L, LogSeverity.Notice, LogEntryType.Gateway, "Shop.Cart", """{"a":1}"""),
                (9L, LogSeverity.Warn, LogEntryType.Gateway, "Shop.Cart", ""),
                (0L, LogSeverity.Debug, LogEntryType.Gateway, "shop", ""),
            ],
            batch.Entries.Select(envelope => (envelope.Entry.Time, envelope.Entry.Level, envelope.Entry.Type, envelope.Entry.Source, envelope.Entry.Message)));
        Assert.Null(batch.Entries[0].Entry.TraceId);
    }

    [Fact]
    public void Decode_MoreThanTheLimit_IsRefused()
    {
        var limits = new OtlpLimits { Items = 1 };
        var bytes = OtlpLogs.Encode([Envelopes.Log(), Envelopes.Log()]);
        Assert.Contains("more than 1 log entries", Assert.Throws<OtlpFormatException>(() => OtlpLogs.Decode(bytes, limits)).Message, StringComparison.Ordinal);
        var json = OtlpLogs.EncodeJson([Envelopes.Log(), Envelopes.Log()]);
        Assert.Throws<OtlpFormatException>(() => OtlpLogs.DecodeJson(json, limits));
    }

    [Theory]
    [InlineData("DEBUG", true, LogSeverity.Debug)]
    [InlineData("crit", true, LogSeverity.Crit)]
    [InlineData("0", false, LogSeverity.Debug)]
    [InlineData("", false, LogSeverity.Debug)]
    public void TryParse_Level_TakesNamesOnly(string text, bool known, LogSeverity level)
    {
        Assert.Equal(known, LogSeverities.TryParse(text, out var parsed));
        Assert.Equal(level, parsed);
    }

    [Theory]
    [InlineData("Plugin", true)]
    [InlineData("access", true)]
    [InlineData("1", false)]
    [InlineData("other", false)]
    public void TryParse_Type_TakesNamesOnly(string text, bool known) => Assert.Equal(known, LogEntryTypes.TryParse(text, out _));

    [Fact]
    public void Response_PartialSuccess_IsWrittenOnlyWhenSomethingWasLeftOut()
    {
        Assert.Empty(OtlpResponse.Encode());
        Assert.Equal("{}", Encoding.UTF8.GetString(OtlpResponse.EncodeJson("Spans")));
        Assert.Equal("0A06" + "0803" + "1202" + "6E6F", Convert.ToHexString(OtlpResponse.Encode(3, "no")));
        Assert.Equal("""{"partialSuccess":{"rejectedSpans":"3","errorMessage":"no"}}""", Encoding.UTF8.GetString(OtlpResponse.EncodeJson("Spans", 3, "no")));
    }

    private static IEnumerable<LogEnvelope> Levels() =>
        from level in Enum.GetValues<LogSeverity>()
        from type in Enum.GetValues<LogEntryType>()
        let log = Envelopes.Log()
        select log with { Entry = log.Entry with { Level = level, Type = type, RequestId = null, TraceId = null, SpanId = null, Attributes = [] } };
}
