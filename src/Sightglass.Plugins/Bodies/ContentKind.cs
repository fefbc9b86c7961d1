namespace Sightglass.Plugins.Bodies;

/// <summary>The body formats plugins can look into.</summary>
internal enum ContentKind
{
    Other,
    Json,
    Form,
    Multipart,
}
