namespace Sightglass.Commands;

/// <summary>What the process's exit code means, for every command.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The command did its work and the answer is no: an invalid file, a rule with an error, a trace with violations, a difference.</summary>
    public const int Negative = 1;

    /// <summary>The command could not do its work: a file that cannot be read, a taken port, a control plane that does not answer.</summary>
    public const int Failure = 2;
}
