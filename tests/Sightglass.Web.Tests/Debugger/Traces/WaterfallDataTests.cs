using System.Text.Json;
using Sightglass.Web.Debugger.Traces;
using Sightglass.Web.Tests.Samples;

namespace Sightglass.Web.Tests.Debugger.Traces;

public class WaterfallDataTests
{
    [Fact]
    public void Create_Trace_HasAPlaceForEveryRowInEveryColumn()
    {
        var waterfall = Waterfall.Create(SampleTraces.Unreachable(1, TraceBuilder.DefaultStart));

        var data = WaterfallData.Create(waterfall);

        var rows = waterfall.Rows;
        Assert.Equal(rows.Select(r => r.Span.Name), data.Name.Select(n => data.Names[n]));
        Assert.Equal(rows.Select(r => r.Depth), data.Depth);
        Assert.Equal(rows.Select(r => r.SubtreeLength), data.Length);
        Assert.Equal(rows.Select(r => r.Offset), data.Offset);
        Assert.Equal(rows.Select(r => r.Span.Duration), data.DurationNs);
        Assert.Equal(rows.Select(r => r.Category.Label()), data.Category.Select(c => data.Categories[c].Label));
        Assert.Equal(rows.Select(r => r.Failed ? 1 : 0), data.Failed);
        Assert.Equal(rows.Select(r => r.Span.SpanId.ToHexString()), data.Ids);
        Assert.Equal("kong.upstream.".Length, data.Stems[Array.IndexOf(data.Names, "kong.upstream.selection")]);
    }

    [Fact]
    public void Create_EnormousTrace_IsSmall()
    {
        var data = WaterfallData.Create(Waterfall.Create(SampleTraces.Enormous(1, TraceBuilder.DefaultStart)));

        var json = JsonSerializer.SerializeToUtf8Bytes(data, WaterfallJson.Default.WaterfallData);

        Assert.Equal(10_000, data.Depth.Length);
        Assert.InRange(json.Length, 100_000, 800_000);
    }
}
