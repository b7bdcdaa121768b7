using Mhero.Core.Sync.Contacts.Bulk;

namespace Mhero.Functions.Console.Pages.BulkLoads;

/// <summary>The content of the page of the bulk load.</summary>
/// <param name="Load">The last bulk load; null when there never was one.</param>
/// <param name="Instructions">The steps of the import (Markdown), while the files wait; null otherwise.</param>
public sealed record BulkLoadView(BulkLoad? Load, string? Instructions);
