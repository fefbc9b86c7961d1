namespace Sightglass.Plugins.Lua.Patterns;

/// <summary>The character classes of patterns, over ASCII. A capital letter names what is not in the class.</summary>
internal static class CharacterClass
{
    /// <summary>Whether a character is in the class that a letter after <c>%</c> names; a character that is no letter stands for itself.</summary>
    public static bool Contains(byte c, byte name)
    {
        var character = (char)c;
        bool result;
        switch (name | 0x20)
        {
            case 'a':
                result = char.IsAsciiLetter(character);
                break;
            case 'c':
                result = c is < 32 or 127;
                break;
            case 'd':
                result = char.IsAsciiDigit(character);
                break;
            case 'g':
                result = c is > 32 and < 127;
                break;
            case 'l':
                result = char.IsAsciiLetterLower(character);
                break;
            case 'p':
                result = c is > 32 and < 127 && !char.IsAsciiLetterOrDigit(character);
                break;
            case 's':
                result = c is 32 or (>= 9 and <= 13);
                break;
            case 'u':
                result = char.IsAsciiLetterUpper(character);
                break;
            case 'w':
                result = char.IsAsciiLetterOrDigit(character);
                break;
            case 'x':
                result = char.IsAsciiHexDigit(character);
                break;
            default:
                return name == c;
        }

        if (!char.IsAsciiLetter((char)name))
        {
            return name == c;
        }

        return char.IsAsciiLetterUpper((char)name) ? !result : result;
    }
}
