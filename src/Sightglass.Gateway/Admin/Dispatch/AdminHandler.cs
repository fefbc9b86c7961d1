namespace Sightglass.Gateway.Admin.Dispatch;

/// <summary>Answers one method of one endpoint. The token ends with the server or the time a write may take, not with the client.</summary>
internal delegate Task<AdminAnswer> AdminHandler(AdminRequest request, CancellationToken cancellationToken);
