using System.Diagnostics;
using System.Reflection;

namespace Mhero.Fuzzing;

/// <summary>Gives targets changed documents, and keeps the inputs that a target does not bear.</summary>
/// <param name="seed">Decides all inputs.</param>
internal sealed class FuzzRun(int seed)
{
    /// <summary>An input that takes longer is taken for one that never ends. Every budget of the product ends well before.</summary>
    public static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(30);

    private const int MaxFailures = 20;

    /// <summary>After so many inputs another app is made: stored records make each input slower.</summary>
    private const int InputsOfAWorld = 200;

    /// <summary>Runs targets, each with its share of the inputs.</summary>
    /// <param name="inputs">How many inputs there are in all.</param>
    /// <param name="isWanted">Whether a target is run, by its name.</param>
    /// <param name="progress">Told of each target: its name, inputs, seconds.</param>
    /// <returns>The failures, each with the file that holds its input.</returns>
    public IReadOnlyList<string> Run(int inputs, Func<string, bool> isWanted, Action<string, int, double>? progress = null)
    {
        using var first = new FuzzWorld();
        var wanted = FuzzTargets.All(first).Select((t, i) => (t.Name, t.Share, Index: i)).Where(t => isWanted(t.Name)).ToList();
        var shares = wanted.Sum(t => t.Share);
        var failures = new List<string>();
        foreach (var (name, share, index) in wanted)
        {
            var watch = Stopwatch.StartNew();
            var count = Math.Max(1, (int)((long)inputs * share / shares));
            failures.AddRange(Run(name, index, count));
            progress?.Invoke(name, count, watch.Elapsed.TotalSeconds);
            if (failures.Count >= MaxFailures)
            {
                break;
            }
        }

        return failures;
    }

    private List<string> Run(string name, int index, int count)
    {
        // Not HashCode: it differs from process to process.
        var random = new Random(name.Aggregate(seed, (hash, c) => unchecked((hash * 31) + c)));
        var causes = new HashSet<string>();
        var failures = new List<string>();
        for (var done = 0; done < count && failures.Count < MaxFailures; done += InputsOfAWorld)
        {
            using var world = new FuzzWorld();
            var target = FuzzTargets.All(world)[index];
            for (var i = done; i < Math.Min(done + InputsOfAWorld, count); i++)
            {
                var input = JsonMutator.Mutate(random, Next(random, target.Corpus), Next(random, target.Corpus));
                if (Failure(target, input) is { } failure && causes.Add(failure[..Math.Min(failure.Length, 160)]))
                {
                    var path = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"mhero-fuzz-{name}-{i}.bin"));
                    File.WriteAllBytes(path, input);
                    failures.Add($"{name}: {failure}\n  input: {path}");
                }
            }
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
