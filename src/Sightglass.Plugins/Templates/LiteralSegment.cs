using System.Text;

namespace Sightglass.Plugins.Templates;

internal sealed class LiteralSegment(string text) : TemplateSegment
{
    public override void Append(StringBuilder output, TemplateScope scope) => output.Append(text);
}
