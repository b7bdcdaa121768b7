namespace Mhero.Core.Authoring;

/// <summary>The cost of a text message: 3GPP TS 23.038 has the alphabet, 23.040 the lengths of concatenated messages.</summary>
/// <param name="Characters">Its characters: septets of GSM-7, or UTF-16 units of UCS-2.</param>
/// <param name="IsGsm7">Whether every character is in the GSM-7 alphabet.</param>
/// <param name="Segments">How many messages the network charges.</param>
public readonly record struct SmsLength(int Characters, bool IsGsm7, int Segments)
{
    private const string Basic =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    private const string Extended = "\f^{}\\[~]|€";

    private static readonly HashSet<char> BasicSet = [.. Basic];
    private static readonly HashSet<char> ExtendedSet = [.. Extended];

    /// <summary>The length of a text.</summary>
    /// <param name="text">The text.</param>
    public static SmsLength Of(string text)
    {
        var septets = 0;
        foreach (var c in text)
        {
            if (!BasicSet.Contains(c) && !ExtendedSet.Contains(c))
            {
                return new(text.Length, false, Parts(text.Length, 70, 67));
            }

            septets += ExtendedSet.Contains(c) ? 2 : 1;
        }

        return new(septets, true, Parts(septets, 160, 153));
    }

    private static int Parts(int characters, int single, int part) => characters <= single ? 1 : (characters + part - 1) / part;
}
