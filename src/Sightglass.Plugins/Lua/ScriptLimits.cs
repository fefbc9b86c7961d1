namespace Sightglass.Plugins.Lua;

/// <summary>How many entries functions of scripts give at most when the script does not say, 1–1000. Default 100 each.</summary>
/// <param name="RequestHeaders">Headers of a request (<c>lua_max_req_headers</c>).</param>
/// <param name="ResponseHeaders">Headers of a response (<c>lua_max_resp_headers</c>).</param>
/// <param name="UriArguments">Arguments of a query, and of <c>ngx.decode_args</c> (<c>lua_max_uri_args</c>).</param>
/// <param name="PostArguments">Fields of a form (<c>lua_max_post_args</c>).</param>
public sealed record ScriptLimits(int RequestHeaders = 100, int ResponseHeaders = 100, int UriArguments = 100, int PostArguments = 100);
