using System.ComponentModel.DataAnnotations;

namespace Mhero.Core.Sync.Engine.Circuits;

/// <summary>When equal failures stop the work of a queue, and how it is resumed.</summary>
public sealed class CircuitOptions : IValidatableObject
{
    /// <summary>The section of the configuration.</summary>
    public const string SectionName = "Mhero:Circuit";

    /// <summary>Records that fail alike, for a reason that is not in the record (a group, a token), before the circuit opens.</summary>
    [Range(2, 100)]
    public int Threshold { get; set; } = 10;

    /// <summary>
    /// Records that fail alike, for a reason that may be in each record (a value that is refused), before the circuit
    /// opens; in the same time fewer must have succeeded.
    /// </summary>
    [Range(2, 500)]
    public int RecordThreshold { get; set; } = 100;

    /// <summary>Failures count together when no more than this time passes between two of them.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>The wait before one record is tried while the circuit is open; it doubles each time.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest wait between two such tries.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MaxProbeInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MaxProbeInterval < ProbeInterval)
        {
            yield return new ValidationResult($"has to be at least ProbeInterval ({ProbeInterval:c}).", [nameof(MaxProbeInterval)]);
        }

        if (RecordThreshold < Threshold)
        {
            yield return new ValidationResult($"has to be at least Threshold ({Threshold}).", [nameof(RecordThreshold)]);
        }
    }
}
