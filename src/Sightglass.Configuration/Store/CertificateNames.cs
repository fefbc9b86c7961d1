using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Rules;
using Sightglass.Configuration.Validation;

namespace Sightglass.Configuration.Store;

/// <summary>The <c>snis</c> written with a certificate: a list of names that stands for its SNI entities.</summary>
internal sealed class CertificateNames
{
    private static readonly FieldPath Path = FieldPath.Root.Field("snis");
    private readonly List<string> _names = [];
    private readonly List<FieldError> _errors = [];

    /// <summary>Takes the field out of what was written; null when it is not there, and the SNIs stay as they are.</summary>
    public static CertificateNames? Take(JsonObject body)
    {
        if (!body.Remove("snis", out var node))
        {
            return null;
        }

        var names = new CertificateNames();
        names.Read(node);
        return names;
    }

    /// <summary>What is wrong with the list by itself.</summary>
    public IEnumerable<FieldError> Errors => _errors;

    public IEnumerable<FieldError> Problems(EntitySet set, Guid? certificate)
    {
        var taken = from name in _names
                    let sni = set.ByUnique(EntityTypes.Snis, "name", name)
                    where sni is not null
                    let owner = sni.References(sni.Type.ForeignKeys[0]).Single()
                    where owner != certificate
                    select new FieldError(Path, $"{name} already associated with existing certificate '{owner}'");
        return _errors.Concat(taken);
    }

    /// <summary>Makes the certificate's SNI entities those named.</summary>
    public EntityOutcome Apply(EntityOutcome certificate)
    {
        var set = certificate.Set!;
        var parent = new ParentScope("certificate", certificate.Entity!.Id);
        foreach (var sni in set.Children(EntityTypes.Snis, parent).Where(s => !_names.Contains(s.Key!)).ToArray())
        {
            set = set.Delete(EntityTypes.Snis, sni.Id.ToString()).Set!;
        }

        foreach (var name in _names.Where(n => set.ByUnique(EntityTypes.Snis, "name", n) is null).ToArray())
        {
            var added = set.Insert(EntityTypes.Snis, new JsonObject { ["name"] = name }, parent);
            if (!added.Succeeded)
            {
                return added;
            }

            set = added.Set;
        }

        return certificate with { Set = set };
    }

    private void Read(JsonNode? node)
    {
        if (node is not (null or JsonArray or JsonObject { Count: 0 }))
        {
            _errors.Add(new FieldError(Path, "expected a set"));
            return;
        }

        foreach (var (item, index) in (node as JsonArray ?? []).Select((item, index) => (item, index)))
        {
            if (item is null || !JsonScalars.TryString(item, out var name))
            {
                _errors.Add(new FieldError(Path.Item(index), "expected a string"));
            }
            else if (HostRules.Sni(name) is { } problem)
            {
                _errors.Add(new FieldError(Path.Item(index), problem));
            }
            else if (_names.Contains(name))
            {
                _errors.Add(new FieldError(Path, $"{name} is duplicated"));
            }
            else
            {
                _names.Add(name);
            }
        }
    }
}
