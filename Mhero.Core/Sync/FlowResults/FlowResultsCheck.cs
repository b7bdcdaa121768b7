using Mhero.Core.Floip.Http;

namespace Mhero.Core.Sync.FlowResults;

/// <summary>Tries whether the servers of the FLOIP sources can be read. Nothing is written.</summary>
public sealed class FlowResultsCheck
{
    private readonly FlowResultsSources _sources;

    internal FlowResultsCheck(FlowResultsSources sources) => _sources = sources;

    /// <summary>Tries each source that has a server: reads its list of packages, or the descriptors of the packages that the settings name.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<SourceFinding>> TryAsync(CancellationToken cancellationToken)
    {
        var findings = new List<SourceFinding>();
        foreach (var source in _sources.All.Where(s => s.Client is not null))
        {
            try
            {
                findings.Add(new SourceFinding(source.Name, await CountAsync(source, cancellationToken), null));
            }
            catch (FlowResultsException e)
            {
                findings.Add(new SourceFinding(source.Name, null, $"{e.Code}: {e.Message}"));
            }
        }

        return findings;
    }

    private static async Task<int> CountAsync(FlowResultsSource source, CancellationToken cancellationToken)
    {
        if (source.Options.Packages.Count == 0)
        {
            return await source.Client!.GetPackagesAsync(cancellationToken).CountAsync(cancellationToken);
        }

        foreach (var package in source.Options.Packages)
        {
            await source.Client!.GetPackageAsync(package.Trim(), cancellationToken);
        }

        return source.Options.Packages.Count;
    }
}
