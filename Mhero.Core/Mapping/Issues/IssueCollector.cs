namespace Mhero.Core.Mapping.Issues;

/// <summary>Collects issues; costs nothing while there are none.</summary>
internal sealed class IssueCollector
{
    /// <summary>Discards issues: for a value that was reported already.</summary>
    public static readonly IssueCollector Ignored = new() { _ignoring = true };

    private bool _ignoring;
    private List<MappingIssue>? _list;

    public IReadOnlyList<MappingIssue> ToList() => _list ?? (IReadOnlyList<MappingIssue>)[];

    public void Inform(string code, string path, string message) => Add(MappingSeverity.Information, code, path, message);

    public void Warn(string code, string path, string message) => Add(MappingSeverity.Warning, code, path, message);

    public void Fail(string code, string path, string message) => Add(MappingSeverity.Error, code, path, message);

    private void Add(MappingSeverity severity, string code, string path, string message)
    {
        if (!_ignoring)
        {
            (_list ??= []).Add(new MappingIssue(code, severity, path, message));
        }
    }
}
