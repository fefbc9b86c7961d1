using System.Text;

namespace Sightglass.Plugins.Templates;

/// <summary><c>table.name</c>, <c>table["name"]</c> or <c>table[1]</c>: the common expressions, evaluated without a Lua state.</summary>
/// <param name="table">headers, query_params, uri_captures or shared.</param>
/// <param name="name">What is looked up.</param>
internal sealed class LookupSegment(string table, string name) : TemplateSegment
{
    public override void Append(StringBuilder output, TemplateScope scope) => output.Append(scope.Find(table, name));
}
