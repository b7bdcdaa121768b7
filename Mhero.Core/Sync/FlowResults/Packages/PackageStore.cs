using Mhero.Core.Floip;
using Mhero.Core.Floip.Results;
using Mhero.Core.Mapping.Floip;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Flows;

namespace Mhero.Core.Sync.FlowResults.Packages;

/// <summary>Keeps the descriptors of packages, and has a Questionnaire made of each that is new or changed.</summary>
internal sealed partial class PackageStore(FlowResultsTable table, WorkQueue<FlowItem> flows, ILogger<PackageStore> logger)
{
    private const string Partition = "packages";

    /// <summary>Finds a descriptor.</summary>
    /// <param name="uuid">The package's <see cref="PackageRow.Uuid"/>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<PackageRow?> FindAsync(Guid uuid, CancellationToken cancellationToken) =>
        await table.Documents.FindAsync(Partition, KeyOf(uuid), cancellationToken) is { } document ? SyncJson.Read<PackageRow>(document.Content) : null;

    /// <summary>All packages.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    public IAsyncEnumerable<PackageRow> ListAsync(CancellationToken cancellationToken) =>
        table.Documents.ScanAsync(Partition, null, cancellationToken).Select(document => SyncJson.Read<PackageRow>(document.Content));

    /// <summary>Stores a descriptor where it is new or changed, and orders its Questionnaire. A repeated call does no harm.</summary>
    /// <param name="source">The name of the source.</param>
    /// <param name="id">The package's id at the source.</param>
    /// <param name="reading">The descriptor and the findings of reading it.</param>
    /// <param name="cancellationToken">Cancels; the next call orders what this one did not.</param>
    /// <returns>The stored package.</returns>
    /// <exception cref="FloipException">The descriptor is too large to be stored.</exception>
    public async Task<PackageRow> SaveAsync(string source, string id, PackageReading reading, CancellationToken cancellationToken)
    {
        var uuid = FloipIds.Package(source, id);
        var before = await FindAsync(uuid, cancellationToken);
        var row = new PackageRow { Source = source, Id = id, Package = reading.Package with { Id = id } };
        var isSame = before is not null && SyncJson.Write(before.Package) == SyncJson.Write(row.Package);
        if (!isSame)
        {
            foreach (var issue in reading.Issues.Concat(ChangesOf(before?.Package, row.Package)))
            {
                LogIssue(source, uuid, issue.Code, issue.Path);
            }

            await WriteAsync(row, cancellationToken);
        }

        return await OrderAsync(isSame ? before! : row, cancellationToken);
    }

    /// <summary>Orders the Questionnaire of a stored package that was not ordered yet.</summary>
    /// <param name="row">The package.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The package as it is stored now.</returns>
    public async Task<PackageRow> OrderAsync(PackageRow row, CancellationToken cancellationToken)
    {
        if (row.IsOrdered)
        {
            return row;
        }

        await flows.TrySendAsync(new FlowItem { Package = row.Uuid }, cancellationToken);
        var ordered = row with { IsOrdered = true };
        await WriteAsync(ordered, cancellationToken);
        return ordered;
    }

    private static string KeyOf(Guid uuid) => uuid.ToString("N");

    /// <summary>The specification lets a package only gain questions; answers to a question of another type may not fit it.</summary>
    private static IEnumerable<FloipIssue> ChangesOf(ResultsPackage? before, ResultsPackage after) =>
        from old in before?.Questions ?? []
        join changed in after.Questions on old.Id equals changed.Id
        where old.Type != changed.Type
        select new FloipIssue(FloipCodes.QuestionChanged, "questions." + old.Id, "The type of the question changed; new answers are read by the new type. Publish a changed question in a new package.");

    private async Task WriteAsync(PackageRow row, CancellationToken cancellationToken)
    {
        var content = SyncJson.Write(row);
        if (content.Length > Document.MaxContentLength)
        {
            throw new FloipException(FloipCodes.PackageTooLarge, $"The questions of the package take more than {Document.MaxContentLength} characters. Split the package.");
        }

        await table.Documents.WriteAsync(Partition, [new Document(KeyOf(row.Uuid), content, Document.AnyVersion)], cancellationToken);
    }

    [LoggerMessage(4100, LogLevel.Warning, "Source {Source}, package {Package}: {Code} at {Path}")]
    private partial void LogIssue(string source, Guid package, string code, string path);
}
