using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Primitives;
using Sightglass.Configuration.Entities;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Acl;

internal sealed class AclHandler(string[] groups, bool isAllowList, bool hideGroupsHeader, bool alwaysUseAuthenticatedGroups) : PluginHandler
{
    /// <summary>Where authentication plugins leave the groups that their token or directory names.</summary>
    public const string AuthenticatedGroupsItem = "authenticated_groups";

    private readonly FrozenSet<string> _groups = groups.ToFrozenSet(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<ConsumerConfig, GroupsHeader> _headers = [];

    public override ValueTask AccessAsync(PluginContext context)
    {
        if (context.Client.Credential is null || alwaysUseAuthenticatedGroups)
        {
            if (context.Items.TryGetValue(AuthenticatedGroupsItem, out var item) && item is IReadOnlyList<string> authenticated)
            {
                DecideByAuthenticated(context, authenticated);
                return default;
            }
        }

        if (context.Client.Consumer is not { } consumer)
        {
            Refuse(context);
            return default;
        }

        if (consumer.AclGroups.IsDefaultOrEmpty && isAllowList)
        {
            // An anonymous consumer without groups is told to authenticate instead.
            Refuse(context);
        }
        else if (Contains(consumer) != isAllowList)
        {
            context.ExitWithError(403, "You cannot consume this service");
        }
        else if (hideGroupsHeader)
        {
            context.ServiceRequest.RemoveHeader("X-Consumer-Groups");
        }
        else
        {
            context.ServiceRequest.SetHeader("X-Consumer-Groups", _headers.GetValue(consumer, static c => new GroupsHeader(c)).Value);
        }

        return default;
    }

    private static void Refuse(PluginContext context)
    {
        if (context.Client.Credential is null)
        {
            context.ExitWithError(401, "Unauthorized");
        }
        else
        {
            context.ExitWithError(403, "You cannot consume this service");
        }
    }

    private void DecideByAuthenticated(PluginContext context, IReadOnlyList<string> authenticated)
    {
        var found = false;
        for (var i = 0; i < authenticated.Count && !found; i++)
        {
            found = _groups.Contains(authenticated[i]);
        }

        if (found != isAllowList)
        {
            context.ExitWithError(403, "You cannot consume this service");
        }
        else if (!hideGroupsHeader)
        {
            context.ServiceRequest.SetHeader("X-Authenticated-Groups", string.Join(", ", authenticated));
        }
    }

    private bool Contains(ConsumerConfig consumer)
    {
        foreach (var group in consumer.AclGroups)
        {
            if (_groups.Contains(group))
            {
                return true;
            }
        }

        return false;
    }

    private sealed class GroupsHeader(ConsumerConfig consumer)
    {
        public StringValues Value { get; } = string.Join(", ", consumer.AclGroups);
    }
}
