/* The world `home` in plain C with OpenMP: the same eight steps, the same ticks and as many random numbers as
 * `bowlby.worlds.home`. It marks what a compiler makes of plain loops; `benchmarks/forward.py` compiles, feeds and
 * checks it.
 *
 * Dyads go in groups of LANES through the whole time at home, so that their state stays close to the processor and
 * every step is the same arithmetic on all lanes. Random numbers are Threefry-2x32 with 20 rounds, by counter, as in
 * Bowlby; both words of a block are used.
 *
 *     home INPUT OUTPUT        prints the seconds of the computation alone
 */
#include <math.h>
#include <omp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define LANES 16
#define SIGNALS 4
#define OUTPUTS 13
#define EACH_LANE _Pragma("omp simd") for (int i = 0; i < LANES; i++)

typedef float lanes[LANES];
typedef int32_t flags[LANES];

typedef struct {
    float vigilance, soothing, rebuff_rise, fright_rise, worth, cost_reach, cost_plea, cost_protest, pain;
    float loud_reach, loud_plea, unasked, steepness, fast_fade, slow_gain, kappa, prior_total, prior_hurt;
    float exchange_minutes, pause_minutes, distress_share, caring_share, distress_threat, caring_threat, play_threat;
    float threat_spread, lingering, intrusion_threat, late_credit;
} Parameters;

typedef struct {
    lanes sensitivity, preoccupation, dwell, breakthrough, rebuff, fright, intrusiveness;
    lanes reactivity, half_life, soothability, curiosity;
} Dyads;

typedef struct { /* pairs of counts: for, against */
    lanes comfort[SIGNALS][2], rebuff[SIGNALS][2], loss[2], fright[2];
} Counts;

typedef struct {
    lanes alarm, attentive, bids, met, rebuffed, frights, intrusions, play;
    Counts fast, slow;
} State;

static inline uint32_t turned(uint32_t x, int bits) { return (x << bits) | (x >> (32 - bits)); }

static inline float unit(uint32_t bits) { return (float)(bits >> 8) * 0x1p-24f; }

/* Two numbers in [0, 1) for each lane. */
static inline void numbers(uint32_t seed, const uint32_t *person, uint32_t tick, uint32_t place, lanes one, lanes two) {
    static const int rotations[2][4] = {{13, 15, 26, 6}, {17, 29, 16, 24}};
    EACH_LANE {
        uint32_t keys[3] = {seed, person[i], seed ^ person[i] ^ 0x1BD11BDAu};
        uint32_t a = tick + keys[0], b = place + keys[1];
#pragma GCC unroll 5
        for (int group = 0; group < 5; group++) {
#pragma GCC unroll 4
            for (int round = 0; round < 4; round++) {
                a += b;
                b = a ^ turned(b, rotations[group % 2][round]);
            }
            a += keys[(group + 1) % 3];
            b += keys[(group + 2) % 3] + (uint32_t)group + 1;
        }
        one[i] = unit(a);
        two[i] = unit(b);
    }
}

/* Quantile of the standard normal, after the approximation of Giles (2012). */
static inline float normal(float u) {
    float x = 2.0f * fminf(fmaxf(u, 1e-7f), 1.0f - 1e-7f) - 1.0f, w = -logf((1.0f - x) * (1.0f + x));
    float m = w - 2.5f, t = sqrtf(w) - 3.0f;
    float middle = 1.50140941f + m * (0.246640727f + m * (-0.00417768164f + m * (-0.00125372503f + m * (0.00021858087f
        + m * (-4.39150654e-06f + m * (-3.5233877e-06f + m * (3.43273939e-07f + m * 2.81022636e-08f)))))));
    float tail = 2.83297682f + t * (1.00167406f + t * (0.00943887047f + t * (-0.0076224613f + t * (0.00573950773f
        + t * (-0.00367342844f + t * (0.00134934322f + t * (0.000100950558f + t * -0.000200214257f)))))));
    return 1.41421356f * x * (w < 5.0f ? middle : tail);
}

static inline void revise(lanes fast[2], lanes slow[2], const lanes yes, const lanes no, const Parameters *p) {
    EACH_LANE {
        float share = p->kappa / (slow[0][i] + slow[1][i] + p->kappa);
        fast[0][i] += p->fast_fade * (slow[0][i] * share - fast[0][i]) + yes[i];
        fast[1][i] += p->fast_fade * (slow[1][i] * share - fast[1][i]) + no[i];
        slow[0][i] += p->slow_gain * yes[i];
        slow[1][i] += p->slow_gain * no[i];
    }
}

/* One exchange; the steps are numbered as in `bowlby.model.exchange`. */
static inline void exchange(State *s, const Dyads *d, const Parameters *p, const lanes outside, float minutes,
                            uint32_t seed, const uint32_t *person, uint32_t tick, float notes) {
    lanes u_attention, u_signal, u_answer, u_fright, lost, kept, scared, spared;
    lanes yes[SIGNALS], no[SIGNALS], hurt[SIGNALS], unhurt[SIGNALS];
    const float cost[SIGNALS] = {0.0f, p->cost_reach, p->cost_plea, p->cost_protest};
    const float loud[SIGNALS] = {0.0f, p->loud_reach, p->loud_plea, 1.0f};
    float early[SIGNALS], late[SIGNALS];
    for (int k = 0; k < SIGNALS; k++) {
        early[k] = p->unasked + (1.0f - p->unasked) * powf(loud[k], 1.0f / p->steepness);
        late[k] = powf(loud[k], p->steepness);
    }
    numbers(seed, person, tick, 0, u_attention, u_signal);
    numbers(seed, person, tick, 1, u_answer, u_fright);
    EACH_LANE {
        const Counts *f = &s->fast;
        float expected_loss = f->loss[0][i] / (f->loss[0][i] + f->loss[1][i]);
        float expected_fright = f->fright[0][i] / (f->fright[0][i] + f->fright[1][i]);
        /* 1. Attention. */
        float share = 1.0f - d->preoccupation[i], was = s->attentive[i];
        float forgotten = 1.0f - expf(-minutes / (d->dwell[i] * fmaxf(share, 1e-6f)));
        float here = u_attention[i] < was + forgotten * (share - was) ? 1.0f : 0.0f;
        /* 2. Appraisal, and 3. rise, after the decay of the time that passed. */
        float felt = outside[i] * d->reactivity[i] * (1.0f + p->vigilance * expected_loss);
        felt = fminf(fmaxf(felt, 0.0f), 1.0f);
        float alarm = s->alarm[i] * exp2f(-minutes / d->half_life[i]);
        alarm += felt * (1.0f - alarm);
        /* 4. Signal. */
        float odds[SIGNALS], top = 0.0f, sum = 0.0f;
#pragma GCC unroll 4
        for (int k = 0; k < SIGNALS; k++) {
            float comfort = f->comfort[k][0][i] / (f->comfort[k][0][i] + f->comfort[k][1][i]);
            float rebuff = f->rebuff[k][0][i] / (f->rebuff[k][0][i] + f->rebuff[k][1][i]);
            float value = p->worth * alarm * comfort - cost[k] - p->pain * (rebuff + expected_fright);
            odds[k] = k ? value : 0.0f;
            top = fmaxf(top, odds[k]);
        }
#pragma GCC unroll 4
        for (int k = 0; k < SIGNALS; k++) {
            odds[k] = expf(odds[k] - top);
            sum += odds[k];
        }
        float mark = u_signal[i] * sum, first = odds[0], second = first + odds[1], third = second + odds[2];
        int signal = (mark >= first) + (mark >= second) + (mark >= third);
        /* 5. Answer. */
        float volume = signal == 0 ? loud[0] : signal == 1 ? loud[1] : signal == 2 ? loud[2] : loud[3];
        float noticed = signal == 0 ? early[0] : signal == 1 ? early[1] : signal == 2 ? early[2] : early[3];
        float through = signal == 0 ? late[0] : signal == 1 ? late[1] : signal == 2 ? late[2] : late[3];
        float rebuffs = d->rebuff[i] * volume;
        float reached = here > 0.5f ? noticed : d->breakthrough[i] * through;
        float comforts = (1.0f - rebuffs) * d->sensitivity[i] * reached;
        float nothing = 1.0f - rebuffs - comforts;
        float comforted = u_answer[i] >= nothing && u_answer[i] < nothing + comforts ? 1.0f : 0.0f;
        float rebuffed = u_answer[i] >= nothing + comforts ? 1.0f : 0.0f;
        float frightened = u_fright[i] < d->fright[i] ? 1.0f : 0.0f;
        /* 6. The alarm after the answer. */
        float after = alarm * (1.0f - comforted * p->soothing * d->soothability[i] * (1.0f - expected_loss));
        after += rebuffed * p->rebuff_rise * (1.0f - after);
        after += frightened * p->fright_rise * (1.0f - after);
        /* 7. What is learnt, taken in below. */
#pragma GCC unroll 4
        for (int k = 0; k < SIGNALS; k++) {
            float sent = signal == k ? 1.0f : 0.0f;
            yes[k][i] = sent * comforted;
            no[k][i] = sent * (1.0f - comforted);
            hurt[k][i] = sent * rebuffed;
            unhurt[k][i] = sent * (1.0f - rebuffed);
        }
        lost[i] = was * (1.0f - here);
        kept[i] = was * here;
        scared[i] = frightened;
        spared[i] = 1.0f - frightened;
        /* 8. Exploration; and what an observer notes. */
        s->play[i] = fminf(fmaxf((1.0f - alarm) * d->curiosity[i], 0.0f), 1.0f) * (signal == 0 ? 1.0f : 0.0f);
        float bid = signal > 0 ? notes : 0.0f;
        float credit = 1.0f - (1.0f - p->late_credit) * fmaxf(volume - loud[1], 0.0f) / (1.0f - loud[1]);
        s->bids[i] += bid;
        s->met[i] += bid * comforted * credit;
        s->rebuffed[i] += bid * rebuffed;
        s->frights[i] += notes * frightened;
        s->alarm[i] = after;
        s->attentive[i] = here;
    }
    for (int k = 0; k < SIGNALS; k++) {
        revise(s->fast.comfort[k], s->slow.comfort[k], yes[k], no[k], p);
        revise(s->fast.rebuff[k], s->slow.rebuff[k], hurt[k], unhurt[k], p);
    }
    revise(s->fast.loss, s->slow.loss, lost, kept, p);
    revise(s->fast.fright, s->slow.fright, scared, spared, p);
}

static void unformed(lanes fast[2], lanes slow[2], float expected, const Parameters *p) {
    float share = p->kappa / (p->prior_total + p->kappa);
    EACH_LANE {
        slow[0][i] = p->prior_total * expected;
        slow[1][i] = p->prior_total * (1.0f - expected);
        fast[0][i] = slow[0][i] * share;
        fast[1][i] = slow[1][i] * share;
    }
}

static void begin(State *s, const Parameters *p) {
    *s = (State){0};
    EACH_LANE s->attentive[i] = 1.0f;
    for (int k = 0; k < SIGNALS; k++) {
        unformed(s->fast.comfort[k], s->slow.comfort[k], 0.5f, p);
        unformed(s->fast.rebuff[k], s->slow.rebuff[k], p->prior_hurt, p);
    }
    unformed(s->fast.loss, s->slow.loss, p->prior_hurt, p);
    unformed(s->fast.fright, s->slow.fright, p->prior_hurt, p);
}

/* The whole time at home of one group of dyads. */
static void live(State *s, const Dyads *d, const Parameters *p, const int32_t *beat, const uint32_t *person) {
    int episodes = beat[0], exchanges = beat[1], observed = beat[2];
    int last = episodes / 4 > 1 ? episodes / 4 : 1, every = last / observed > 1 ? last / observed : 1;
    begin(s, p);
    for (int episode = 0; episode < episodes; episode++) {
        lanes u_kind, u_size, u_intrusion, unused, threat, outside;
        flags intrudes;
        int since = episode - (episodes - last);
        float notes = since >= 0 && since % every == 0 && since / every < observed ? 1.0f : 0.0f;
        numbers(2, person, (uint32_t)episode, 0, u_kind, u_size);
        numbers(2, person, (uint32_t)episode, 1, u_intrusion, unused);
        EACH_LANE {
            int kind = (u_kind[i] >= p->distress_share) + (u_kind[i] >= p->distress_share + p->caring_share);
            float typical = kind == 0 ? p->distress_threat : kind == 1 ? p->caring_threat : p->play_threat;
            threat[i] = fminf(typical * expf(p->threat_spread * normal(u_size[i])), 1.0f);
            intrudes[i] = kind == 2 && u_intrusion[i] < d->intrusiveness[i];
            s->intrusions[i] += intrudes[i] ? notes : 0.0f;
        }
        for (int turn = 0; turn < exchanges; turn++) {
            EACH_LANE {
                float now = turn ? p->lingering * threat[i] : threat[i];
                outside[i] = turn == 1 && intrudes[i] ? p->intrusion_threat : now;
            }
            float minutes = turn ? p->exchange_minutes : p->pause_minutes;
            exchange(s, d, p, outside, minutes, 1, person, (uint32_t)(episode * exchanges + turn), notes);
        }
    }
}

static void results(const State *s, int lane, float *out) {
    const Counts *f = &s->fast;
    for (int k = 0; k < SIGNALS; k++) {
        out[k] = f->comfort[k][0][lane] / (f->comfort[k][0][lane] + f->comfort[k][1][lane]);
        out[SIGNALS + k] = f->rebuff[k][0][lane] / (f->rebuff[k][0][lane] + f->rebuff[k][1][lane]);
    }
    out[8] = f->loss[0][lane] / (f->loss[0][lane] + f->loss[1][lane]);
    out[9] = f->fright[0][lane] / (f->fright[0][lane] + f->fright[1][lane]);
    out[10] = s->alarm[lane];
    out[11] = s->bids[lane];
    out[12] = s->met[lane];
}

int main(int count, char **words) {
    int32_t head[4]; /* dyads, episodes, exchanges, observed */
    Parameters p;
    FILE *file = count == 3 ? fopen(words[1], "rb") : NULL;
    if (!file || fread(head, sizeof head, 1, file) != 1 || fread(&p, sizeof p, 1, file) != 1) return 1;
    int dyads = head[0], groups = (dyads + LANES - 1) / LANES, fields = sizeof(Dyads) / sizeof(lanes);
    float *columns = calloc((size_t)fields * dyads, sizeof(float)), *out = calloc((size_t)dyads * OUTPUTS, sizeof(float));
    if (!columns || !out || fread(columns, sizeof(float), (size_t)fields * dyads, file) != (size_t)fields * dyads) return 1;
    fclose(file);
    double started = omp_get_wtime();
#pragma omp parallel for schedule(dynamic)
    for (int group = 0; group < groups; group++) {
        Dyads d;
        State s;
        uint32_t person[LANES];
        for (int i = 0; i < LANES; i++) {
            int dyad = group * LANES + i < dyads ? group * LANES + i : dyads - 1;
            person[i] = (uint32_t)dyad;
            for (int field = 0; field < fields; field++) ((lanes *)&d)[field][i] = columns[(size_t)field * dyads + dyad];
        }
        live(&s, &d, &p, head + 1, person);
        for (int i = 0; i < LANES && group * LANES + i < dyads; i++) results(&s, i, out + (size_t)(group * LANES + i) * OUTPUTS);
    }
    printf("%.6f\n", omp_get_wtime() - started);
    file = fopen(words[2], "wb");
    if (!file || fwrite(out, sizeof(float), (size_t)dyads * OUTPUTS, file) != (size_t)dyads * OUTPUTS) return 1;
    return fclose(file);
}
