namespace Mhero.Core.Operating.Persons;

/// <summary>Masks personal data.</summary>
internal static class PersonalData
{
    private const char Mask = '•';
    private const int Shown = 2;

    /// <summary>Masks a telephone number, a WhatsApp address or a URN: two characters at its end stay, and its scheme.</summary>
    /// <param name="number">The number.</param>
    /// <returns>The masked number, of the same length.</returns>
    public static string MaskNumber(string number)
    {
        var from = number.IndexOf(':', StringComparison.Ordinal) + 1;
        var hidden = Math.Max(0, number.Length - from - Shown);
        return string.Concat(number.AsSpan(0, from), new string(Mask, hidden), number.AsSpan(from + hidden));
    }
}
