using Sightglass.ControlPlane.Debugger;
using Sightglass.Web.Debugger.Sessions;
using Sightglass.Web.Tests.DevHost;

namespace Sightglass.Web.Tests.Debugger.Sessions;

public class SessionClockTests
{
    private static readonly DebugSession Session = new FakeWorld(TimeProvider.System).Add(Guid.NewGuid(), "x", SessionState.InProgress, 0, new Sampling()).Session;

    [Fact]
    public void Left_Running_CountsFromTheStart() =>
        Assert.Equal(TimeSpan.FromSeconds(200), SessionClock.Left(Session, Session.StartedAt!.Value.AddSeconds(100)));

    [Fact]
    public void Left_PastItsEnd_IsZero() => Assert.Equal(TimeSpan.Zero, SessionClock.Left(Session, Session.StartedAt!.Value.AddHours(1)));

    [Theory]
    [InlineData(SessionState.Pending)]
    [InlineData(SessionState.Completed)]
    public void Left_NotRunning_IsNothing(SessionState state) =>
        Assert.Null(SessionClock.Left(Session with { State = state }, Session.StartedAt!.Value));
}
