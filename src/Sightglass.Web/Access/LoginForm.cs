namespace Sightglass.Web.Access;

/// <summary>What the sign-in page sends.</summary>
internal sealed class LoginForm
{
    public string? Name { get; set; }

    public string? Password { get; set; }
}
