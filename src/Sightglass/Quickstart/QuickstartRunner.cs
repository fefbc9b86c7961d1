namespace Sightglass.Quickstart;

internal static class QuickstartRunner
{
    public static Task<int> RunAsync(QuickstartOptions options, CancellationToken cancellationToken)
    {
        foreach (var p in PortCheck.FindTaken(options.Ports)) { Console.Error.WriteLine(p); }
        return Task.FromResult(0);
    }
}
