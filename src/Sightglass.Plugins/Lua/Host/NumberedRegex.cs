using System.Text.RegularExpressions;

namespace Sightglass.Plugins.Lua.Host;

/// <summary>A regular expression whose groups are all numbered by position.</summary>
/// <param name="Regex">The expression.</param>
/// <param name="Names">The numbers of the groups that had a name.</param>
internal sealed record NumberedRegex(Regex Regex, IReadOnlyDictionary<string, int> Names);
