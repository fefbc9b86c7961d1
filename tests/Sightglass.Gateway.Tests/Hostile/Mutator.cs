using System.Text;

namespace Sightglass.Gateway.Tests.Hostile;

/// <summary>Damages texts at random, reproducibly, where it hurts.</summary>
internal sealed class Mutator(int seed, string[] corpus)
{
    private static readonly string[] Pieces =
    [
        "\r\n", "\r", "\n", "\r\n\r\n", " ", "\t", ":", ";", ",", "\0", "\u007f", "\u00ff", "0", "5", "-", "+", "0x", "ffffffff", "chunked", "identity",
        "Content-Length: 5\r\n", "Content-Length: 0\r\n", "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: gzip, chunked\r\n", "Connection: close\r\n",
        "Connection: keep-alive, X-Mark\r\n", "Host: evil\r\n", "Expect: 100-continue\r\n", "HTTP/1.0", "HTTP/1.1 ", "0\r\n\r\n", "5\r\nhello\r\n",
        " folded\r\n", "X-Mark: forged\r\n", "GET /smuggled HTTP/1.1\r\nHost: h\r\nX-Mark: smuggled\r\n\r\n",
    ];

    private readonly Random _random = new(seed);

    public int Next(int below) => _random.Next(below);

    /// <summary>A text of the corpus, or several in a row, with a few edits.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        for (var count = _random.Next(1, 4); count > 0; count--)
        {
            text.Append(corpus[_random.Next(corpus.Length)]);
        }

        for (var edits = _random.Next(0, 5); edits > 0 && text.Length > 1; edits--)
        {
            var at = _random.Next(text.Length);
            switch (_random.Next(6))
            {
                case 0:
                    text[at] = (char)_random.Next(256);
                    break;
                case 1:
                    text.Remove(at, Math.Min(_random.Next(1, 6), text.Length - at));
                    break;
                case 2:
                    text.Insert(at, text.ToString(at, Math.Min(_random.Next(1, 40), text.Length - at)));
                    break;
                default:
                    text.Insert(at, Pieces[_random.Next(Pieces.Length)]);
                    break;
            }
        }

        return text.ToString();
    }
}
