namespace Mhero.Core.Mapping.Languages;

/// <summary>Names for machines (invariant que-0): a capital letter, then letters, digits and <c>_</c>, all ASCII.</summary>
internal static class MachineNames
{
    private const int MaxLength = 255;

    /// <summary>The name of a text; a text in another script leaves nothing, or a number, and gets the other name.</summary>
    public static string Of(string? text, string otherwise)
    {
        var name = new StringBuilder();
        var startsWord = true;
        foreach (var c in LatinLetters.Compose(text ?? ""))
        {
            var letter = LatinLetters.Base(c);
            if (!char.IsAsciiLetterOrDigit(letter))
            {
                startsWord = true;
            }
            else if (name.Length < MaxLength)
            {
                name.Append(startsWord ? char.ToUpperInvariant(letter) : letter);
                startsWord = false;
            }
        }

        return name.Length > 0 && char.IsAsciiLetter(name[0]) ? name.ToString() : otherwise;
    }
}
