namespace Sightglass.ControlPlane.Identity;

/// <summary>A new token as the API answers it: the only time its text is shown.</summary>
internal sealed record CreatedTokenDocument(Guid Id, string Name, string State, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, string KonnectToken)
{
    public static CreatedTokenDocument From(CreatedAccessToken created) => new(
        created.Token.Id, created.Token.Name, created.Token.State, created.Token.CreatedAt, created.Token.ExpiresAt, created.Secret);
}
