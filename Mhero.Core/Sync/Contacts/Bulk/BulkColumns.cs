namespace Mhero.Core.Sync.Contacts.Bulk;

/// <summary>The columns that the files of a bulk load have: those that one of its rows fills.</summary>
internal sealed record BulkColumns
{
    /// <summary>How many columns <c>URN:Tel</c> there are.</summary>
    public int Tel { get; init; }

    /// <summary>How many columns <c>URN:WhatsApp</c> there are.</summary>
    public int WhatsApp { get; init; }

    public bool Uuid { get; init; }

    public bool Name { get; init; }

    public bool Language { get; init; }

    /// <summary>Keys of the contact fields, in their order.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];
}
