using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Lua;

/// <summary>Where a function of the kit may be called.</summary>
/// <param name="Phases">The phases.</param>
/// <param name="Names">
/// Their names as the field's messages list them. They are more than there are here: scripts that look at messages were written against those.
/// </param>
internal sealed record LuaPhaseRule(PluginPhases Phases, string Names)
{
    private const PluginPhases Filters = PluginPhases.HeaderFilter | PluginPhases.BodyFilter;
    private const PluginPhases Later = Filters | PluginPhases.Log;

    /// <summary>Wherever there is a request.</summary>
    public static readonly LuaPhaseRule Request = new(
        LuaPhases.BeforeUpstream | Later, "rewrite, access, balancer, response, cluster_listener, header_filter, body_filter, log, error, admin_api");

    /// <summary>Before the upstream is asked: the request's body, and all that changes the request.</summary>
    public static readonly LuaPhaseRule Body = new(LuaPhases.BeforeUpstream, "rewrite, access, response, error, admin_api");

    public static readonly LuaPhaseRule Change = new(LuaPhases.BeforeUpstream, "rewrite, access");

    /// <summary>Changes that the field also allows between the tries.</summary>
    public static readonly LuaPhaseRule ChangeForTry = new(LuaPhases.BeforeUpstream, "rewrite, access, balancer");

    public static readonly LuaPhaseRule Target = new(LuaPhases.BeforeUpstream, "rewrite, access, balancer, preread");

    public static readonly LuaPhaseRule Access = new(PluginPhases.Access, "access");

    /// <summary>Once it is known which route serves the request, and who asks.</summary>
    public static readonly LuaPhaseRule Routed = new(PluginPhases.Access | Later, "access, response, header_filter, body_filter, log");

    public static readonly LuaPhaseRule Response = new(Later, "response, header_filter, body_filter, log, error, admin_api");

    public static readonly LuaPhaseRule ServiceResponse = new(Later, "response, header_filter, body_filter, log");

    /// <summary>Until the response's head is sent.</summary>
    public static readonly LuaPhaseRule Head = new(
        LuaPhases.BeforeUpstream | PluginPhases.HeaderFilter, "rewrite, access, balancer, response, header_filter, error, admin_api");

    public static readonly LuaPhaseRule BodyFilter = new(PluginPhases.BodyFilter, "body_filter");

    public static readonly LuaPhaseRule Record = new(
        LuaPhases.BeforeUpstream | Later, "rewrite, access, response, header_filter, body_filter, log");

    public static readonly LuaPhaseRule Certificate = new(PluginPhases.Certificate, "certificate");

    public static readonly LuaPhaseRule CertificateRead = new(
        LuaPhases.BeforeUpstream | PluginPhases.Log, "rewrite, access, balancer, response, log");

    public static readonly LuaPhaseRule CertificateVerdict = new(LuaPhases.BeforeUpstream, "rewrite, access, balancer, response");

    public static readonly LuaPhaseRule Log = new(PluginPhases.Log, "log");
}
