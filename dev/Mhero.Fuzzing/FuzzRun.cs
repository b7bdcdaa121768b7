using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Mhero.Fuzzing;

/// <summary>Gives targets changed documents, and keeps the inputs that a target does not bear.</summary>
/// <param name="targets">The targets.</param>
/// <param name="seed">Decides all inputs.</param>
internal sealed class FuzzRun(IReadOnlyList<FuzzTarget> targets, int seed)
{
    /// <summary>An input that takes longer is taken for one that never ends. Every budget of the product ends well before.</summary>
    public static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(30);

    private const int MaxFailures = 20;

    /// <summary>Runs all targets, each with the same number of inputs.</summary>
    /// <param name="inputs">How many inputs there are in all.</param>
    /// <param name="progress">Told of each target: its name, inputs, seconds.</param>
    /// <returns>The failures, each with the file that holds its input.</returns>
    public IReadOnlyList<string> Run(int inputs, Action<string, int, double>? progress = null)
    {
        var failures = new List<string>();
        foreach (var target in targets)
        {
            var random = new Random(HashCode.Combine(seed, target.Name.Length, target.Name[0]));
            var count = Math.Max(1, inputs / targets.Count);
            var watch = Stopwatch.StartNew();
            var causes = new HashSet<string>();
            for (var i = 0; i < count && failures.Count < MaxFailures; i++)
            {
                var input = JsonMutator.Mutate(random, Next(random, target.Corpus), Next(random, target.Corpus));
                if (Failure(target, input) is { } failure && causes.Add(failure[..Math.Min(failure.Length, 160)]))
                {
                    var path = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"mhero-fuzz-{target.Name}-{i}.bin"));
                    File.WriteAllBytes(path, input);
                    failures.Add($"{target.Name}: {failure}\n  input: {path}");
                }
            }

            progress?.Invoke(target.Name, count, watch.Elapsed.TotalSeconds);
        }

        return failures;
    }

    private static byte[] Next(Random random, IReadOnlyList<byte[]> corpus) => corpus[random.Next(corpus.Count)];

    private static string? Failure(FuzzTarget target, byte[] input)
    {
        using var limit = new CancellationTokenSource();
        var run = Task.Run(() => target.RunAsync(input, limit.Token), CancellationToken.None);
        try
        {
            if (run.Wait(MaxTime))
            {
                return null;
            }

            limit.Cancel();
            return $"no answer within {MaxTime.TotalSeconds} s";
        }
        catch (AggregateException e)
        {
            var cause = e.InnerExceptions[0] is TargetInvocationException { InnerException: { } thrown } ? thrown : e.InnerExceptions[0];
            return $"{cause.GetType().Name}: {cause.Message}\n{string.Join('\n', (cause.StackTrace ?? "").Split('\n').Take(6))}";
        }
    }
}
