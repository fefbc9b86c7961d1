namespace Sightglass.Web.Debugger.Sessions;

/// <summary>Something that can be chosen.</summary>
/// <param name="Id">What is sent.</param>
/// <param name="Text">Its name.</param>
/// <param name="Detail">What tells it from others of a similar name.</param>
public sealed record PickerOption(Guid Id, string Text, string Detail);
