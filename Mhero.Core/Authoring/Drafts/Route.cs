namespace Mhero.Core.Authoring.Drafts;

/// <summary>How a router decides.</summary>
/// <param name="Operand">The expression that the cases test.</param>
/// <param name="Cases">The cases; the first that matches decides.</param>
/// <param name="Default">The category when none matches.</param>
internal sealed record Route(string Operand, IReadOnlyList<RouteCase> Cases, string Default)
{
    /// <summary>The operand of a router that tests the contact's message.</summary>
    public const string Input = "@input.text";

    /// <summary>The name of the result that it saves; null for none.</summary>
    public string? ResultName { get; init; }

    /// <summary>Whether it waits for a message first.</summary>
    public bool Waits { get; init; }

    /// <summary>The names of categories in other languages.</summary>
    public IReadOnlyDictionary<string, LocalText> Labels { get; init; } = new Dictionary<string, LocalText>();
}
