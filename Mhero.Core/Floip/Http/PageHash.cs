namespace Mhero.Core.Floip.Http;

/// <summary>Identifies the content of a page by the ids on it, without holding them.</summary>
internal sealed class PageHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _any;

    /// <summary>The hash; null for a page without ids.</summary>
    public string? Value => _any ? Convert.ToHexStringLower(_hash.GetCurrentHash()) : null;

    /// <summary>Adds an id.</summary>
    public void Add(string? id)
    {
        if (id is not null)
        {
            _any = true;
            _hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id.Length}:{id}")));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
