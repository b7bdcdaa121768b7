namespace Mhero.Core.Storage.Personal;

/// <summary>The names by which mHero's rows refer to a person.</summary>
/// <param name="Worker">Reference of the health worker (<c>Practitioner/123</c>); null for a contact without one.</param>
/// <param name="Contact">UUID of the contact; null for a worker without one.</param>
internal sealed record PersonKeys(string? Worker, Guid? Contact)
{
    /// <summary>Whether a text is one of the names.</summary>
    public bool Are(string? name) => name is not null && (name == Worker || (Guid.TryParse(name, out var uuid) && uuid == Contact));

    /// <summary>Whether a row's text names the person: the reference, or the UUID in either form.</summary>
    public bool AreIn(string? text) =>
        text is not null
        && ((Worker is not null && IsWholeIn(text, Worker))
            || (Contact is { } uuid && (text.Contains(uuid.ToString("D"), StringComparison.OrdinalIgnoreCase) || text.Contains(uuid.ToString("N"), StringComparison.OrdinalIgnoreCase))));

    /// <summary>Practitioner/12 is not in Practitioner/123.</summary>
    private static bool IsWholeIn(string text, string reference)
    {
        for (var at = text.IndexOf(reference, StringComparison.Ordinal); at >= 0; at = text.IndexOf(reference, at + 1, StringComparison.Ordinal))
        {
            var end = at + reference.Length;
            if ((end == text.Length || !IsOfId(text[end])) && (at == 0 || !char.IsAsciiLetter(text[at - 1])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfId(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '.';
}
