namespace Mhero.Core.Storage.Jobs;

/// <summary>The work of a job cannot go on now.</summary>
/// <param name="code">Stable code of the reason.</param>
/// <param name="delay">How long to wait; null for a minute.</param>
internal sealed class JobPostponedException(string code, TimeSpan? delay = null) : Exception($"{code}: the work goes on later")
{
    public string Code => code;

    public TimeSpan? Delay => delay;
}
