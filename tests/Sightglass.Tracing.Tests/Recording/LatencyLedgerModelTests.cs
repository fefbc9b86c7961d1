using FsCheck;
using FsCheck.Fluent;
using Sightglass.Tracing.Model;
using Sightglass.Tracing.Recording;

namespace Sightglass.Tracing.Tests.Recording;

/// <summary>The ledger against the rule written out: look at every instant, and see who is waited for.</summary>
public sealed class LatencyLedgerModelTests
{
    private const int Length = 60;

    [Fact]
    public void Close_AnyOverlappingWaits_DividesLikeTheRule()
    {
        var wait =
            from kind in Gen.Choose(0, 5)
            from start in Gen.Choose(0, Length)
            from end in Gen.Choose(start, Length)
            select new Wait((LatencyKind)kind, start, end);
        Prop.ForAll(Arb.From(Gen.ListOf(wait)), waits => Record(waits) == Rule(waits)).QuickCheckThrowOnFailure();
    }

    private static LatencyBreakdown Record(IEnumerable<Wait> waits)
    {
        var ledger = new LatencyLedger();
        ledger.Begin(0);
        var happenings = waits
            .SelectMany(wait => new[] { (Time: wait.Start, Begins: true, Wait: wait), (Time: wait.End, Begins: false, Wait: wait) })
            .OrderBy(happening => happening.Time)
            .ThenByDescending(happening => happening.Begins);
        foreach (var (time, begins, wait) in happenings)
        {
            if (begins)
            {
                ledger.Enter(wait.Kind, time);
            }
            else
            {
                ledger.Leave(wait.Kind, wait.Start, time);
            }
        }

        return ledger.Close(Length);
    }

    private static LatencyBreakdown Rule(IReadOnlyCollection<Wait> waits)
    {
        long upstream = 0, client = 0, thirdParty = 0;
        for (var instant = 0; instant < Length; instant++)
        {
            var kinds = waits.Where(wait => wait.Start <= instant && instant < wait.End).Select(wait => wait.Kind).ToHashSet();
            if (kinds.Contains(LatencyKind.Upstream))
            {
                upstream++;
            }
            else if (kinds.Any(kind => kind is not LatencyKind.Client))
            {
                thirdParty++;
            }
            else if (kinds.Count > 0)
            {
                client++;
            }
        }

        return new LatencyBreakdown(
            Length,
            Length - upstream - client - thirdParty,
            upstream,
            client,
            thirdParty,
            Full(LatencyKind.Dns),
            Full(LatencyKind.HttpClient),
            Full(LatencyKind.Redis),
            Full(LatencyKind.TcpSock));

        long Full(LatencyKind kind) => waits.Where(wait => wait.Kind == kind).Sum(wait => (long)wait.End - wait.Start);
    }

    private sealed record Wait(LatencyKind Kind, int Start, int End);
}
