namespace Sightglass.Web.Format;

/// <summary>Quotes words for a POSIX shell, so that a copied command does what it shows.</summary>
internal static class ShellText
{
    private const string Plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:@%+,=";

    public static string Quote(string word) =>
        word.Length > 0 && word.All(Plain.Contains) ? word : "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
