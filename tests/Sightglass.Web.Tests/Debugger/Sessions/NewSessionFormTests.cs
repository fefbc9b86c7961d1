using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Sightglass.Web.Debugger.Sessions;
using Sightglass.Web.Tests.Samples;

namespace Sightglass.Web.Tests.Debugger.Sessions;

public class NewSessionFormTests
{
    [Fact]
    public void ToRequest_EmptyForm_AsksForTheDefaults()
    {
        var request = Read("").ToRequest("debug", out var faults);

        Assert.Empty(faults);
        Assert.Equal(("debug", 300, 200), (request.Name, request.DurationSeconds, request.MaxTraces));
        Assert.Equal(1, request.Sampling.Rate);
        Assert.Null(request.Sampling.Expression);
        Assert.Empty(request.DataPlaneNodeIds);
    }

    [Fact]
    public void ToRequest_FilledForm_HandsEverythingOn()
    {
        var form = Read($"?name=x&route={SampleWorld.OrdersRoute}&route={SampleWorld.PaymentsRoute}&service={SampleWorld.OrdersService}&node={SampleWorld.Node1}&node=junk&rate=12.5&duration_seconds=10&max_traces=1&expression=http.method+%3D%3D+GET");

        var request = form.ToRequest("debug", out var faults);

        Assert.Empty(faults);
        Assert.Equal(2, request.Sampling.RouteIds.Length);
        Assert.Equal([SampleWorld.OrdersService], request.Sampling.ServiceIds);
        Assert.Equal([SampleWorld.Node1], request.DataPlaneNodeIds);
        Assert.Equal(0.125, request.Sampling.Rate);
        Assert.Equal("http.method == GET", request.Sampling.Expression);
    }

    [Fact]
    public void ToRequest_WordsForNumbers_AreFaultsByTheApisNames()
    {
        Read("?rate=all&duration_seconds=5m&max_traces=-1").ToRequest("debug", out var faults);

        Assert.Equal(["duration_seconds", "max_traces", "sampling.rate"], faults.Select(f => f.Field).Order());
    }

    private static NewSessionForm Read(string query)
    {
        var parsed = QueryHelpers.ParseQuery(query);
        return NewSessionForm.Read(name => parsed.GetValueOrDefault(name, StringValues.Empty));
    }
}
