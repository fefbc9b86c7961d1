using System.Text;

namespace Sightglass.Plugins.Templates;

/// <summary>A piece of a template: literal text or an expression.</summary>
internal abstract class TemplateSegment
{
    public abstract void Append(StringBuilder output, TemplateScope scope);
}
