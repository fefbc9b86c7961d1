using System.Text;

namespace Sightglass.Plugins.Templates;

/// <summary>An expression that takes an interpreter.</summary>
/// <param name="expression">Its position in the handler's program.</param>
internal sealed class LuaSegment(int expression) : TemplateSegment
{
    public override void Append(StringBuilder output, TemplateScope scope) => output.Append(scope.Evaluate(expression));
}
