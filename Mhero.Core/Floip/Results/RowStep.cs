namespace Mhero.Core.Floip.Results;

/// <summary>The result of one step through a document of rows.</summary>
internal enum RowStep
{
    /// <summary>The buffer does not hold the next value completely.</summary>
    More,

    /// <summary>An entry of the list of rows was read.</summary>
    Row,

    /// <summary>The document is read.</summary>
    End,
}
