using Truth.Peers;

namespace Truth.Checks;

/// <summary>Runs a scenario. On a busy machine anything may be late, so a whole scenario may be repeated; what it must show stays the same.</summary>
internal static class Scenario
{
    private const int Attempts = 3;

    public static async Task RunAsync(Func<Injection, Task> scenario)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await scenario(new Injection()).WaitAsync(TimeSpan.FromSeconds(30));
                return;
            }
            catch (MismatchException e) when (attempt < Attempts)
            {
                TestContext.Current.SendDiagnosticMessage($"Attempt {attempt}: {e.Message}");
            }
        }
    }
}
