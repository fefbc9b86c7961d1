namespace Sightglass.Quickstart;

/// <summary>The quickstart cannot go on; the message is for the person in front of it.</summary>
internal sealed class QuickstartException(string message) : Exception(message);
