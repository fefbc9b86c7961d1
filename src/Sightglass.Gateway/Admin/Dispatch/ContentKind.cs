namespace Sightglass.Gateway.Admin.Dispatch;

/// <summary>What a body is, by its content type.</summary>
internal enum ContentKind
{
    /// <summary>There is no body.</summary>
    None,
    Json,

    /// <summary>Urlencoded or multipart.</summary>
    Form,
    Yaml,
    Other,
}
