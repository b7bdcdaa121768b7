namespace Mhero.MemoryStorage;

/// <summary>Stands before every operation of a client, so that a test can order, delay, fail or abandon it.</summary>
public interface IStorageGate
{
    /// <summary>Does an operation.</summary>
    /// <typeparam name="T">The type of the answer.</typeparam>
    /// <param name="operation">The operation and what it is done to, such as <c>table state: transaction of 3 in cursors</c>.</param>
    /// <param name="work">Does it, at once and alone.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <returns>What <paramref name="work"/> answered.</returns>
    Task<T> RunAsync<T>(string operation, Func<T> work, CancellationToken cancellationToken);
}
