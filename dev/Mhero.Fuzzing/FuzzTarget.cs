namespace Mhero.Fuzzing;

/// <summary>A reader of foreign input.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Corpus">Valid documents that are changed.</param>
/// <param name="Share">Its share of the inputs: less for what takes longer.</param>
/// <param name="RunAsync">Gives it an input; throws when it does not answer as it should.</param>
internal sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Corpus, int Share, Func<byte[], CancellationToken, Task> RunAsync);
