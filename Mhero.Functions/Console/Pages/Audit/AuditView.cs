using Mhero.Core.Storage.Audit;

namespace Mhero.Functions.Console.Pages.Audit;

/// <summary>Entries of the audit log.</summary>
/// <param name="Page">The entries.</param>
/// <param name="Query">The address of the list, with the question mark; the next page is put behind it.</param>
public sealed record AuditView(AuditPage Page, string Query)
{
    /// <summary>The values of the form, by field.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();
}
