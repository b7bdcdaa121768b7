using Hl7.Fhir.Model;

namespace Mhero.Core.Fhir.Expressions;

/// <summary>
/// The budget of FHIRPath expressions: each node and each text that any part of an expression selects is charged to it. It counts and
/// does not measure time, so that the same input always ends in the same way; the caller gives the time limit as a token.
/// </summary>
/// <param name="perExpression">Steps that one evaluation may take.</param>
/// <param name="total">Steps that all evaluations with this meter may take.</param>
/// <param name="deadline">Set when the time is used up: evaluations end as when the budget is used up.</param>
/// <param name="cancellationToken">Cancelled by the caller; evaluations then throw <see cref="OperationCanceledException"/>.</param>
internal sealed class ExpressionMeter(long perExpression, long total, CancellationToken deadline, CancellationToken cancellationToken)
{
    /// <summary>Steps of one expression. Selecting every node of a response of 10,000 answers takes about a tenth of it.</summary>
    public const long DefaultSteps = 500_000;

    /// <summary>Steps of everything that is evaluated for one response.</summary>
    public const long DefaultTotal = 20_000_000;

    /// <summary>Steps of compiling the expressions of one Questionnaire: the squares of their numbers of parts.</summary>
    public const long DefaultCompilation = 2_500_000;

    /// <summary>The longest text, in UTF-16 code units, that an expression may make.</summary>
    public const int MaxText = 1_000_000;

    private const int TextPerStep = 100;

    // The SDK's functions take no state, and one evaluation runs on one thread.
    [ThreadStatic]
    private static ExpressionMeter? _current;

    private Base? _knownResource;
    private Dictionary<string, List<PocoNode>> _known = new(StringComparer.Ordinal);
    private long _used;
    private long _usedBefore;
    private long _compared;

    /// <summary>The meter of the evaluation that runs on this thread; null outside of one.</summary>
    public static ExpressionMeter? Current => _current;

    /// <summary>Which limit the last evaluation met; null when it met none.</summary>
    public string? Exceeded { get; private set; }

    /// <summary>What parts of expressions that depend on a resource alone have selected, by the keys of the parts.</summary>
    /// <param name="resource">The resource. Another one than before empties it.</param>
    public Dictionary<string, List<PocoNode>> KnownOf(Base? resource)
    {
        if (!ReferenceEquals(_knownResource, resource))
        {
            (_knownResource, _known) = (resource, new(StringComparer.Ordinal));
        }

        return _known;
    }

    /// <summary>Runs an evaluation with this meter.</summary>
    /// <param name="evaluation">Evaluates to the end: nothing lazy may leave it.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public T Run<T>(Func<T> evaluation)
    {
        var outer = _current;
        (_current, _usedBefore, _compared, Exceeded) = (this, _used, 0, null);
        try
        {
            Charge(1);
            return evaluation();
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The SDK wraps what its functions throw.
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            _current = outer;
        }
    }

    /// <summary>Charges steps.</summary>
    /// <exception cref="ExpressionTooCostlyException">The budget is used up.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public void Charge(long steps)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _used += steps;
        if (_used - _usedBefore > perExpression)
        {
            Fail($"It takes more than {perExpression} steps on this response.");
        }

        if (_used > total)
        {
            Fail($"The expressions of the Questionnaire take more than {total} steps together on this response.");
        }

        if (deadline.IsCancellationRequested)
        {
            Fail("The time limit was reached.");
        }
    }

    /// <summary>Charges steps of work other than an evaluation.</summary>
    /// <returns>Whether the budget allows it; if not, <see cref="Exceeded"/> gives the reason.</returns>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public bool TryCharge(long steps)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _used += steps;
        if (_used <= total && !deadline.IsCancellationRequested)
        {
            return true;
        }

        Exceeded = _used > total ? $"More than {total} steps were needed for this response." : "The time limit was reached.";
        return false;
    }

    /// <summary>Charges one node that is compared with all that were compared before.</summary>
    /// <exception cref="ExpressionTooCostlyException">The budget is used up.</exception>
    public void ChargeComparisons() => Charge(++_compared);

    /// <summary>Charges a text by its length.</summary>
    /// <exception cref="ExpressionTooCostlyException">The text is longer than <see cref="MaxText"/>, or the budget is used up.</exception>
    public void ChargeText(long length)
    {
        if (length > MaxText)
        {
            Fail($"It makes a text of more than {MaxText} characters.");
        }

        Charge(1 + (length / TextPerStep));
    }

    /// <summary>Ends the evaluation.</summary>
    /// <param name="limit">Which limit it met.</param>
    public void Fail(string limit)
    {
        Exceeded = limit;
        throw new ExpressionTooCostlyException(limit);
    }
}
